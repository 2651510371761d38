# SPDX-License-Identifier: Apache-2.0
# A picture that takes over a decoder can send any message to the job's supervisor, and put anything
# into the report that is committed. Whatever it sends, accel ignores it, or the job fails and says
# so. Nothing is written outside, and nothing but the job hangs or crashes.
. "$(dirname "$0")/common.inc"

mkdir methods
cat >methods/liar.cpp <<'END_METHOD'
#include <accel/method.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

/// To the supervisor, by the one socket that there is.
inline void say(const std::string& bytes, int descriptor = -1) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  if (descriptor >= 0) {
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    cmsghdr* item = CMSG_FIRSTHDR(&header);
    item->cmsg_len = CMSG_LEN(sizeof(int));
    item->cmsg_level = SOL_SOCKET;
    item->cmsg_type = SCM_RIGHTS;
    std::memcpy(CMSG_DATA(item), &descriptor, sizeof descriptor);
  }
  for (int fd = 3; fd < 1024; ++fd) {
    struct stat status {};
    if (fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode)) sendmsg(fd, &header, MSG_NOSIGNAL);
  }
}

inline int pipe_with_text() {
  int ends[2];
  return pipe(ends) == 0 && write(ends[1], "x", 1) == 1 ? ends[0] : -1;
}

inline void report(const std::string& text) { std::ofstream("slices/report.json") << text; }

struct Liar : accel::CagedMethod {
  std::string what = required<std::string>("what");
  std::string text = option("text", "");
  void prepare() {
    if (what == "text") say(text);
    if (what == "long") say("f" + std::string(100'000, 'x'));
    if (what == "done") { say("d"); _exit(0); }
    if (what == "report") { report(text); say("d"); _exit(0); }
    if (what == "names") {
      for (const char* name : {"o../../escaped", "o/tmp/x", "o", "o99999999999", "o-1", "oprepare/x"}) {
        say(name, pipe_with_text());
      }
    }
    if (what == "endless") {
      for (const char* path : {"/dev/zero", "/dev/urandom", "setup.json", "."}) {
        say("osynthesis", open(path, O_RDONLY));
      }
      say("osynthesis");
    }
    if (what == "flood") {
      if (fork() == 0) for (;;) say("onobody");
      while (!text.empty()) { std::ofstream(text) << getpid() << std::endl; usleep(10000); }
    }
    if (what == "many") for (int i = 0; i < 200; ++i) say("o0", pipe_with_text());
  }
  int synthesis() { return 1; }
};
ACCEL_METHOD(Liar)
END_METHOD
cat >build.cpp <<'END_SCRIPT'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  const std::string text = urd.args().size() > 1 ? urd.args()[1] : "";
  urd.build("liar", {{"what", urd.args().at(0)}, {"text", text}});
}
END_SCRIPT

# expect_failed TEXT WHAT [WORDS]
expect_failed() {
  told=$1
  shift
  expect_exit 1 accel build build.cpp -- "$@"
  expect_one_error "$told" "build.cpp:5"
  expect_totals "0 made, 0 reused, 1 failed"
  expect_no_file "$(last_job)/post.json"
  expect_file "$(last_job)/error.json"
  expect_nothing_running
}

expect_jobs "1 made, 0 reused" build.cpp -- names
expect_no_file "$jobs/escaped" workdirs/escaped escaped "$(last_job)/tmp" "$(last_job)/OUTPUT"
expect_jobs "1 made, 0 reused" build.cpp -- endless
expect_no_file "$(last_job)/OUTPUT"
expect_jobs "1 made, 0 reused" build.cpp -- many
expect_jobs "1 made, 0 reused" build.cpp -- text "$(printf 'n\033[31mred')"
expect_said 'accel: \x1b[31mred'
expect_jobs "1 made, 0 reused" build.cpp -- text "?unknown"


# A process that sends messages without end: the job ends when its phases do, and by an interrupt.
expect_jobs "1 made, 0 reused" build.cpp -- flood
expect_nothing_running
start "$ACCEL" build build.cpp -- flood begun
wait_until sh -c 'test -s workdirs/dev/dev-*/begun'
expect_interrupted TERM
expect_nothing_running

unreadable="the job's process reported a failure that cannot be read"
expect_failed "$unreadable" text f
expect_failed "$unreadable" text 'f{"what": 1}'
expect_failed "$unreadable" text 'f[]'
expect_failed "$unreadable" long
expect_failed 'told \x1b[31mso' text \
  'f{"phase": "prepare", "slice": -1, "row": -1, "what": "told \u001b[31mso", "output": "", "of_machine": false}'
expect_failed "report.json" 'done'
none='"has_result": false, "seconds": {"prepare": 0, "analysis": 0, "synthesis": 0, "slices": []}'
for report in '' '{' '[]' '{"has_result": 1}' '{"has_result": false}' \
  '{"has_result": false, "seconds": {"prepare": 0, "analysis": 0, "synthesis": 0, "slices": 5}}' \
  "{$none}" "{$none, \"rows\": -5}" "{$none, \"rows\": \"5\"}"; do
  expect_failed "report" report "$report"
done
