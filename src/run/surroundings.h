// SPDX-License-Identifier: Apache-2.0
// The process that the phases of a job run in: one of their own (run/job_process.h), or the
// caller's (run/local_phases.h). run/phases.h is the same for both.
#pragma once

#include <accel/phases.h>

#include "method/context.h"
#include "run/slice_runner.h"

#include <memory>
#include <string>

namespace accel {

class Surroundings {
 public:
  Surroundings() = default;
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;
  virtual ~Surroundings() = default;

  /// Prepares the process, before anything of the job is opened.
  virtual void begin(const JobSetup& setup) = 0;
  /// From now on, what is printed is the output called `name`.
  virtual void redirect_output(const std::string& name) = 0;
  /// Loads the method. Called when the inputs are open.
  virtual detail::Phases& phases() = 0;
  /// From now on, only code of the method runs: cages the process, if the job requests it.
  virtual void close(const detail::Context& context) = 0;
  /// Called before and after prepare() of a job that has slices. The second throws PhaseFailure if
  /// prepare() left something behind that prevents the start of slices.
  virtual void begin_prepare() = 0;
  virtual void end_prepare() = 0;
  /// `work` outlives the runner.
  virtual std::unique_ptr<SliceRunner> make_slices(SliceWork& work) = 0;
  /// Shows a notice to the user while the job runs.
  virtual void notify(const std::string& text) = 0;
};

}  // namespace accel
