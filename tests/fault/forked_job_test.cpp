// SPDX-License-Identifier: Apache-2.0
// Faults in a job as `accel run-job` runs it: a supervisor, the phases' process, and a worker a
// slice. The hook is inherited by fork, so each process asks which of them it is, and counts the
// calls of its kind in memory that all share. If ACCEL_FULL_SWEEP is set, every call gets every
// error, and workers run side by side, too.
#include "faults.h"
#include "whole_job.h"

#include "base/json.h"
#include "job/post_file.h"
#include "job/setup.h"
#include "job/store.h"
#include "run/run_job.h"

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <new>
#include <string_view>

namespace accel::faults {
namespace {

enum class Role { supervisor, phases, worker };
constexpr Role kRoles[] = {Role::supervisor, Role::phases, Role::worker};
const char* name_of(Role role) {
  return role == Role::supervisor ? "the supervisor"
         : role == Role::phases   ? "the phases' process"
                                  : "a worker";
}

/// What goes wrong: the `n`-th call of the processes of one role, counted from 0.
struct JobFault {
  Role role = Role::supervisor;
  std::size_t n = 0;
  int error = 0;  ///< 0: the process dies
};

/// What the method does to the job's processes (doubling_method.cpp).
enum class Mischief { none, leaves_process, kills_supervisor };

/// Memory that the processes of a job share with the test.
struct CallCounts {
  std::atomic<std::size_t> calls[3];
  std::atomic<bool> has_struck;
  char call[32];  ///< the one that went wrong
};

/// Made in the supervisor, before it forks.
class FaultyJob : public sys::Hook {
 public:
  FaultyJob(CallCounts& counts, std::optional<JobFault> fault) : counts_(counts), fault_(fault) {}

  int before(sys::Call& call) override {
    const Role role = own_role();
    const std::size_t place = counts_.calls[static_cast<int>(role)]++;
    if (!fault_ || role != fault_->role || place != fault_->n) return 0;
    std::strncpy(counts_.call, call.name, sizeof counts_.call - 1);
    counts_.has_struck = true;
    if (fault_->error == 0) ::raise(SIGKILL);
    return fault_->error;
  }
  void after(const sys::Call& /*call*/) override {}

 private:
  /// Determined at the first call, so that a parent that dies later changes nothing.
  Role own_role() {
    if (const pid_t self = ::getpid(); self != self_) {
      self_ = self;
      role_ = self == supervisor_          ? Role::supervisor
              : ::getppid() == supervisor_ ? Role::phases
                                           : Role::worker;
    }
    return role_;
  }

  CallCounts& counts_;
  const std::optional<JobFault> fault_;
  const pid_t supervisor_ = ::getpid();
  pid_t self_ = 0;
  Role role_ = Role::supervisor;
};

/// How a run of the job ended, seen by whoever started it.
struct RunEnd {
  bool was_killed = false;
  int code = -1;
  std::string message;  ///< what a person would be shown; of a run that failed
};

/// One job, started from the same state again and again.
class ForkedJob {
 public:
  ForkedJob(int slices, int concurrency) : fixture_(slices) {
    const std::string whole = fixture_.run();
    expected_ = fixture_.bytes_of(whole);
    setup_ = read_setup(whole);
    key_ = read_file(whole + "/key.txt");
    setup_.job = Store(fixture_.workdir()).allocate();
    setup_.limits.concurrency = concurrency;
    setup_.environment.plugin.object = DOUBLING_PLUGIN;
    path_ = join_path(fixture_.workdir(), setup_.job);
    void* memory = ::mmap(nullptr, sizeof(CallCounts), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    counts_ = ::new (memory) CallCounts;
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // what a supervisor leaves behind comes here
  }
  ForkedJob(const ForkedJob&) = delete;
  ForkedJob& operator=(const ForkedJob&) = delete;
  ~ForkedJob() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    ::munmap(counts_, sizeof(CallCounts));
  }

  void clear() const { remove_tree(path_); }

  RunEnd run(std::optional<JobFault> fault, Mischief mischief = Mischief::none) {
    write_what_it_is_given();
    ::new (counts_) CallCounts{};
    const pid_t self = ::getpid();
    std::fflush(nullptr);  // else each process prints it, too
    const pid_t pid = ::fork();
    if (pid == 0) be_supervisor(self, fault, mischief);
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    expect_nothing_running();
    RunEnd end{WIFSIGNALED(status), WIFEXITED(status) ? WEXITSTATUS(status) : -1, ""};
    if (end.code == 1)
      end.message = json_get<std::string>(read_json(path_ + "/error.json"), "what", "");
    if (end.code == 3) end.message = read_file(message_path());
    return end;
  }

  /// Finished jobs are whole, and this one is what it should be, if it is one of them.
  void look() const {
    fixture_.expect_jobs_whole();
    if (is_finished(path_)) {
      EXPECT_EQ(fixture_.bytes_of(path_), expected_);
    }
  }

  bool is_done() const { return is_finished(path_); }
  const CallCounts& counts() const { return *counts_; }
  const std::string& workdirs() const { return workdirs_; }

 private:
  std::string message_path() const { return fixture_.workdirs() + "/message"; }

  /// As a build does, also for a job that was cut short.
  void write_what_it_is_given() const {
    make_folders(path_);
    write_file(path_ + "/key.txt", key_);
    write_json(path_ + "/setup.json", setup_document(setup_));
  }

  [[noreturn]] void be_supervisor(pid_t parent, std::optional<JobFault> fault,
                                  Mischief mischief) const {
    if (mischief == Mischief::leaves_process) ::setenv("ACCEL_TEST_LEAVES_PROCESS", "1", 1);
    if (mischief == Mischief::kills_supervisor) {
      ::setenv("ACCEL_TEST_KILLS", std::to_string(::getpid()).c_str(), 1);
    }
    FaultyJob kernel(*counts_, fault);
    RunRequest request;
    request.job_path = path_;
    request.supervised_by = parent;
    int code = 3;
    std::string message;
    sys::hook = &kernel;
    try {
      code = static_cast<int>(run_job(request));
    } catch (const std::exception& error) {
      message = error.what();
    }
    sys::hook = nullptr;
    if (code == 3) write_file(message_path(), message);
    ::_exit(code);
  }

  /// A process whose parent was killed is being killed too, which takes a moment.
  static void expect_nothing_running() {
    constexpr int kRounds = 60'000;  // of a millisecond: then it would stay for ever
    for (int round = 0; round < kRounds; ++round) {
      const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
      if (ended < 0 && errno == ECHILD) return;
      if (ended == 0) ::usleep(1000);
    }
    ADD_FAILURE() << "a process is left";
  }

  JobFixture fixture_;
  std::string workdirs_ = fixture_.workdirs();
  JobSetup setup_;
  std::string key_, path_, expected_;
  CallCounts* counts_ = nullptr;
};

bool is_full_sweep() { return std::getenv("ACCEL_FULL_SWEEP") != nullptr; }

/// Something below the workdirs, or what a call without a path was for.
bool names_something(const ForkedJob& job, const std::string& message) {
  return message.find(job.workdirs()) != std::string::npos || message.starts_with("cannot ");
}

void run_with(ForkedJob& job, const JobFault& fault) {
  job.clear();
  // A supervisor that is killed cannot end what its worker left.
  const RunEnd end = job.run(fault, fault.error != 0 ? Mischief::leaves_process : Mischief::none);
  if (!job.counts().has_struck) return;  // the processes took another turn this time
  SCOPED_TRACE(std::string(name_of(fault.role)) + ", " + job.counts().call + ", call " +
               std::to_string(fault.n) + ": " +
               (fault.error == 0 ? "killed" : std::strerror(fault.error)));
  job.look();
  if (fault.error == 0) {
    EXPECT_EQ(end.was_killed, fault.role == Role::supervisor);
    EXPECT_TRUE(fault.role == Role::supervisor || end.code == 1);
  } else {
    EXPECT_FALSE(end.was_killed);
    EXPECT_TRUE(end.code == 0 || end.code == 1 || end.code == 3) << end.code;
    EXPECT_TRUE(end.code == 0 || names_something(job, end.message)) << end.message;
    if (fault.error == EINTR && std::string_view(job.counts().call) != "lock") {
      EXPECT_EQ(end.code, 0) << end.message;
    }
  }
  if (end.code == 0) {
    EXPECT_TRUE(job.is_done());
  }
  if (job.is_done()) return;
  const RunEnd again = job.run(std::nullopt);
  EXPECT_EQ(again.code, 0) << "the run after the fault: " << again.message;
  EXPECT_TRUE(job.is_done());
  job.look();
}

/// The calls that each role makes in a run in which all goes well.
std::vector<std::size_t> count_calls(ForkedJob& job) {
  job.clear();
  EXPECT_EQ(job.run(std::nullopt).code, 0);
  EXPECT_TRUE(job.is_done());
  job.look();
  std::vector<std::size_t> counts;
  for (const Role role : kRoles) {
    counts.push_back(job.counts().calls[static_cast<int>(role)]);
    std::cout << name_of(role) << ": visited " << counts.back() << " calls" << std::endl;
    EXPECT_GE(counts.back(), 40U) << "does something pass by the hook?";
  }
  return counts;
}

/// Each `step`-th call of each role gets the errors, in turns.
void sweep(int slices, int concurrency, std::vector<int> errors, std::size_t step) {
  ForkedJob job(slices, concurrency);
  const std::vector<std::size_t> counts = count_calls(job);
  for (const Role role : kRoles) {
    for (std::size_t n = 0; n < counts[static_cast<std::size_t>(role)]; n += step) {
      for (std::size_t i = 0; i < errors.size(); ++i) {
        if (!is_full_sweep() && i != n / step % errors.size()) continue;
        run_with(job, {role, n, errors[i]});
        if (::testing::Test::HasFailure()) return;
      }
    }
  }
}

const std::vector<int> kErrors = {EIO, ENOSPC, EMFILE, EACCES, EINTR};
std::size_t step() { return is_full_sweep() ? 1 : 2; }

TEST(ForkedJobFaults, AJobIsWholeOrUnfinishedWhicheverCallFailsInWhicheverProcess) {
  sweep(2, 1, kErrors, step());
}
TEST(ForkedJobFaults, AJobIsWholeOrUnfinishedWhereverWhicheverProcessDies) {
  sweep(2, 1, {0}, step());
}
TEST(ForkedJobFaults, ProcessesThatDoNotEndDieWithTheirSupervisor) {
  ForkedJob job(1, 1);  // another worker would notice, and end them
  EXPECT_TRUE(job.run(std::nullopt, Mischief::kills_supervisor).was_killed);
  EXPECT_FALSE(job.is_done());
  EXPECT_EQ(job.run(std::nullopt).code, 0);
  job.look();
}
/// Which worker gets to a call depends on chance; what must hold does not.
TEST(ForkedJobFaults, AJobWithWorkersSideBySideIsWholeOrUnfinishedWhateverFails) {
  sweep(4, 4, kErrors, is_full_sweep() ? 1 : 15);
  sweep(4, 4, {0}, is_full_sweep() ? 1 : 15);
}

}  // namespace
}  // namespace accel::faults
