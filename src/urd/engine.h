// SPDX-License-Identifier: Apache-2.0
// The implementation of accel::Urd: the calls of a script, from `urd.build` to the ends of their
// jobs. A call that reads the job of another waits for it; calls that are independent run side by
// side. Everything happens in the script's thread, while it is in a function of accel: in
// `urd.build`, in functions that wait for a job, and after accel_main.
#pragma once

#include <accel/urd.h>

#include "base/process.h"
#include "job/store.h"
#include "method/methods.h"
#include "progress/reporter.h"
#include "urd/job_maker.h"
#include "urd/job_runner.h"
#include "urd/key_state.h"
#include "urd/not_made.h"
#include "urd/request.h"
#include "urd/result_links.h"
#include "urd/script_call.h"
#include "workdir/script_log.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace accel::detail {

/// What an engine works with. All of it must outlive the engine.
struct EngineParts {
  const Project& project;
  /// Compiles and describes a method, unless that is done. Throws Error if it cannot.
  std::function<const MethodInfo&(const std::string& name)> method;
  JobRunner& runner;
  Reporter& reporter;
  Totals& totals;
  ScriptLog& log;
};

class Engine final : public JobHost {
 public:
  Engine(EngineParts parts, BuildMode mode);

  Job build(const std::string& method, const Arguments& arguments, const Place& place);
  /// accel_main has returned: waits for all jobs. Throws the first failure that the script does not
  /// know. If it knows all, removes the links that the script did not request again.
  void finish();
  /// accel_main threw an exception: waits for the jobs that run. Starts others only if the build is
  /// to go on after failures.
  void stop();
  /// The failures that were not thrown yet, in the order of their calls.
  std::vector<std::exception_ptr> take_failures();

  const CalledJob& find(int call) override;
  const CalledJob& read(int call, std::string_view what) override;
  bool is_finished(int call) const override { return calls_[at(call)].is_made; }
  std::string reference(int call) const override;
  void link_results(int call, std::string_view pattern, std::string_view folder,
                    const Place& place) override;

 private:
  /// A call of link_results that waits for its job, or for an earlier call of link_results.
  struct LinkRequest {
    int call;
    std::string pattern, folder;
    Place place;
  };

  static std::size_t at(int call) { return static_cast<std::size_t>(call); }
  void refuse_other_threads(const char* what) const;
  RequestContext context() { return {parts_.project, store_.workdirs(), jobs_}; }

  ScriptCall& add_call(const MethodInfo& method, JobRequest request, const Place& place);
  void give_reference(ScriptCall& call);
  bool wait_for_inputs(ScriptCall& call);
  void wait_for(ScriptCall& call, ScriptCall& other);
  void decide(ScriptCall& call);
  void decide_dry(ScriptCall& call, KeyState state);
  std::optional<std::string> find_unmade_input(const JobTask& task) const;

  bool is_stopped() const { return is_stopped_ || (!mode_.keep_going && has_failed_); }
  void go_on();
  void start_ready();
  std::size_t startable() const;
  bool start(ScriptCall& call);
  bool lock(ScriptCall& call);
  void take_end(const JobEnd& end);
  void wait_for_end(int milliseconds);
  void step();
  bool can_step() const;
  void wait(ScriptCall& call);
  [[noreturn]] void show(CallFailure& failure);
  [[noreturn]] void show_first_failure();

  void print_failed(const JobLine& line) const;
  void reuse(ScriptCall& call, const FinishedJob& found);
  void end(ScriptCall& call, JobLine line);
  void note_end(const ScriptCall& call, const JobLine& line);
  void fail(ScriptCall& call, std::exception_ptr error);
  void note_failure(ScriptCall& call, std::exception_ptr error);
  void end_call(ScriptCall& first);
  static bool fails_with(const ScriptCall& call, const ScriptCall& failed);
  void forget(ScriptCall& call);
  void print_lines(bool has_gaps = false);
  void make_links();
  void link(const LinkRequest& links);
  bool has_links(const ScriptCall& call) const;

  const EngineParts parts_;
  const BuildMode mode_;
  const OwnProcess process_;
  const std::thread::id thread_ = std::this_thread::get_id();
  Store store_;
  KnownJobs jobs_{store_.workdirs(), &store_};
  JobMaker maker_;
  Results results_;

  std::deque<ScriptCall> calls_;                     ///< in the order of the script
  std::map<std::string, ScriptCall*> by_reference_;  ///< whose jobs are not finished
  std::map<Digest, ScriptCall*> in_the_making_;      ///< by key
  std::map<int, ScriptCall*> decidable_;             ///< all that they waited for has ended
  std::map<int, ScriptCall*> ready_;
  std::size_t held_up_ = 0;                     ///< of `ready_`: another build has their locks
  std::map<std::string, ScriptCall*> running_;  ///< by job
  std::size_t next_line_ = 0;                   ///< the first call whose line is not printed yet
  std::deque<LinkRequest> links_;
  std::multimap<int, std::shared_ptr<CallFailure>> failures_;  ///< by call
  bool has_failed_ = false;                                    ///< and the script does not know yet
  bool is_stopped_ = false;
};

}  // namespace accel::detail
