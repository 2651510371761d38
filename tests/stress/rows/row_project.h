// SPDX-License-Identifier: Apache-2.0
// A project in a temporary folder, with the methods and scripts beside this file, and its builds by
// the real program. If the test fails, the folder is kept and its name printed. The workdirs are in
// the folder that ACCEL_ROWS_WORKDIRS names, for example one in memory, where syncs take no time.
#pragma once

#include "base/file.h"
#include "base/json.h"
#include "base/process.h"
#include "job/job_id.h"
#include "row_inputs.h"

#include <optional>
#include <string>
#include <vector>

namespace accel {

/// A job of a build, as `accel build --json` shows it.
struct BuiltJob {
  std::string outcome, method, id;
  int kept_slices = 0;
  std::optional<std::size_t> computed_rows;
};

struct RowBuild {
  bool is_done = false;
  std::vector<BuiltJob> jobs;  ///< in the order of the script
  std::string text;            ///< all that was printed

  /// The nth job of the method, from 0; null if there is none.
  const BuiltJob* find(const std::string& method, std::size_t nth) const;
};

class RowProject {
 public:
  RowProject();
  ~RowProject();

  /// The path of "dev", "fresh" or "base".
  std::string workdir(const std::string& name) const { return workdirs_folder_ + "/" + name; }
  const Workdirs& workdirs() const { return workdirs_; }
  std::string job_path(const std::string& id) const { return workdirs_.job_path(id); }

  /// From now on, "base" is not built again, and accel.toml names it as a source.
  void close_base() { has_source_ = true; }
  /// Writes the texts, the list of them and accel.toml, as the inputs say.
  void write(const RowInputs& inputs) const;
  /// `slices`: their number, if not that of the inputs.
  RowBuild build(const std::string& script, const RowInputs& inputs, const std::string& workdir,
                 std::optional<int> slices = {}) const;
  /// Begins this build in "dev", and kills it when a job that it runs has finished that many
  /// slices.
  void kill_build(const std::string& script, const RowInputs& inputs, int slices) const;
  /// Runs another command of accel.
  ProgramOutput run(std::vector<std::string> arguments) const;

 private:
  std::vector<std::string> build_command(const std::string& script, const RowInputs& inputs,
                                         const std::string& workdir) const;
  TemporaryFolder folder_;
  std::string workdirs_folder_;
  Workdirs workdirs_;
  bool has_source_ = false;
};

}  // namespace accel
