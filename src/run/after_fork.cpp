// SPDX-License-Identifier: Apache-2.0
#include "run/after_fork.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace accel {

void die_with_parent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have died before the request: then no signal comes.
  if (::getppid() != parent) ::_exit(1);
}

void begin_child(pid_t parent) {
  die_with_parent(parent);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGTTOU}) ::signal(signal, SIG_DFL);
}

}  // namespace accel
