// SPDX-License-Identifier: Apache-2.0
// SIGUSR1 to a build (and Ctrl-T, where the system has SIGINFO): a person asks what it is at. The
// processes of a build share the question; one of them takes and answers it.
#pragma once

#include "base/fd.h"

#include <functional>
#include <thread>

namespace accel {

/// From here on, in this process and its forks.
void watch_questions();
/// Readable while there is a question; -1 where nobody watches.
int question_event();
/// True when there was one: it is this process's to answer.
bool take_question();

/// While it lives, a thread answers: for work that knows nothing of questions.
class Answering {
 public:
  explicit Answering(std::function<void()> answer);
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;
  ~Answering();

 private:
  Fd stop_;  ///< an event
  std::thread thread_;
};

}  // namespace accel
