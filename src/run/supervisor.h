// SPDX-License-Identifier: Apache-2.0
// Watches over the phases of a job from outside: reads their output, notices how they end, and ends
// whatever they leave running. Never loads a plugin.
#pragma once

#include "base/process.h"
#include "run/failure.h"
#include "run/job_process.h"
#include "run/memory.h"
#include "run/phase_output.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace accel {

/// How the phases ended. If it has neither, they ended well.
struct PhasesEnd {
  std::optional<Failure> failure;
  bool interrupted = false;
};

class Supervisor {
 public:
  /// `echo`: what the phases print goes to standard error as well. `notices`: the descriptor for
  /// notices to the user while the job runs; the caller owns it.
  Supervisor(const PhasesRequest& request, bool echo, int notices);
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;
  /// Ends all that still runs.
  ~Supervisor();
  PhasesEnd run();
  Board& board() { return board_; }

 private:
  using Clock = std::chrono::steady_clock;
  void start();
  void wait();
  void read_message();
  void report(const std::string& notice) const;
  void read_signals();
  void enforce_limits();
  int milliseconds_left() const;
  void read_last_messages();
  PhasesEnd conclude();
  Failure crash() const;
  std::string output_of(const Failure& failure) const;

  const PhasesRequest& request_;
  bool echo_;
  int notices_;
  MemoryWatch memory_;
  Board board_;
  std::optional<Channel> channel_;
  Child phases_;
  Fd signals_;
  std::map<std::string, std::unique_ptr<OutputFile>> outputs_;  ///< by name
  bool is_done_ = false;
  std::optional<Failure> failure_;
  std::optional<ProcessStatus> status_;
  bool interrupted_ = false;
  bool is_late_ = false;  ///< the job took longer than its timeout
  Clock::time_point started_ = Clock::now();
  std::optional<Clock::time_point> kill_at_;  ///< the phases, if they have not ended by then
};

}  // namespace accel
