// SPDX-License-Identifier: Apache-2.0
// The process that the phases of a job run in: one of their own (run/job_process.h), or the
// caller's (run/local_phases.h). The way through the phases (run/phases.h) is the same in both.
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

  /// Readies the process, before anything of the job is opened.
  virtual void begin(const JobSetup& setup) = 0;
  /// What is printed from here on is the output called `name`.
  virtual void redirect_output(const std::string& name) = 0;
  /// The method, which is loaded when the inputs are open.
  virtual detail::Phases& phases() = 0;
  /// Only code of the method runs from here on: closes the process off, if the job asks for that.
  virtual void close(const detail::Context& context) = 0;
  /// Around prepare() of a job that has slices. The second throws PhaseFailure where prepare() left
  /// what slices cannot be started beside.
  virtual void begin_prepare() = 0;
  virtual void end_prepare() = 0;
  /// `work` outlives the runner.
  virtual std::unique_ptr<SliceRunner> make_slices(SliceWork& work) = 0;
  /// Shows a person what they should know while the job runs.
  virtual void notify(const std::string& text) = 0;
};

}  // namespace accel
