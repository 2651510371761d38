// SPDX-License-Identifier: Apache-2.0
// A project whose methods are described by hand and whose jobs are run by a fake with memory: what
// the engine decides is seen without a compiler and without a process. The files are real.
#pragma once

#include "base/interrupt.h"
#include "base/json.h"
#include "dataset/input_reads.h"
#include "dataset/manifest.h"
#include "urd/engine.h"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace accel {

/// How a job ends that the fake runs.
enum class Fate {
  ends,
  fails,
  is_cut_short,
  is_removed,
  machine_fails,
  is_interrupted,
  ends_though_interrupted
};

/// Does to a job's directory what `accel run-job` does, as far as the engine sees it.
class FakeRunner final : public JobRunner {
 public:
  void want(std::size_t /*jobs*/) override {}
  bool may_start() override { return running_.size() < cores; }
  void start(const JobSetup& setup, const std::string& path,
             const std::vector<int>& locks) override;
  /// Ends the job that `next` chooses.
  std::optional<JobEnd> wait(int milliseconds) override;

  std::size_t cores = 1;  ///< jobs at once
  /// Chooses which of the running jobs ends next; null: the one that was started first.
  std::function<std::size_t(std::size_t running)> next;
  std::function<bool()> ends_unasked;  ///< whether a job ends before the script waits; null: no
  std::function<Fate(const JobSetup&)> fate;         ///< null: all jobs end well
  std::uint64_t bad_rows = 0;                        ///< of each job of 100 rows
  std::function<Manifest(const JobSetup&)> dataset;  ///< null: without columns
  std::optional<InputReads> reads;                   ///< of each job of a dataset
  std::string writes;                                ///< a file that each job writes; empty: none
  std::vector<JobSetup> ran;                         ///< all that were started
  std::size_t most_running = 0;                      ///< at once

 private:
  void finish(const JobSetup& setup, const std::string& path) const;
  JobEnd end(const JobSetup& setup, const std::string& path) const;
  struct RunningJob {
    JobSetup setup;
    std::string path;
  };
  std::deque<RunningJob> running_;
};

/// What one run of a script did.
struct BuildResult {
  std::vector<Document> lines;  ///< of `--json`, one a job
  Totals totals;
  std::string error;                     ///< the Error that the script did not catch
  std::vector<std::string> more_errors;  ///< other failures
  bool is_machine_error = false;
  bool is_interrupted = false;
  bool not_made = false;  ///< a dry run was asked for what is in a job

  /// "made import dev-0, reused thumb dev-1".
  std::string text() const;
  std::string reason(std::size_t line) const { return lines.at(line).at("reason"); }
};

class EngineWorld {
 public:
  EngineWorld();

  /// Writes a method with this source. It has an option `size`, a list of jobs `reads` and a
  /// dataset `source`; a method called `import...` has `size` and an option `files`.
  void write_method(const std::string& name, const std::string& code);
  void write(const std::string& name, const std::string& contents) const;
  std::string path(const std::string& name) const { return join_path(project.folder, name); }
  std::string job_path(const std::string& id) const { return join_path(project.workdir, id); }

  using Script = std::function<void(detail::Engine&)>;
  BuildResult run(const Script& script, const BuildMode& mode = {});
  /// One job: its line, or its error.
  BuildResult build(const std::string& method, const Arguments& arguments,
                    const BuildMode& mode = {});
  /// The mode of a build that begins now with `--force METHOD`.
  BuildMode forcing(const std::string& method) const;

  TemporaryFolder folder;
  Project project;
  FakeRunner runner;

 private:
  std::map<std::string, MethodInfo> methods_;
};

/// A place in a script.
inline constexpr detail::Place kHere{"build.cpp", 7};

}  // namespace accel
