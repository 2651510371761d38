# SPDX-License-Identifier: Apache-2.0
# A method plays a decoder that a hostile picture took over: in every phase it tries to reach what is
# not its job's. In the cage nothing of it works; without, all of it does, so that the test can fail.
. "$(dirname "$0")/common.inc"

mkdir -p home/.ssh elsewhere
echo secret >home/.ssh/id
export HOME="$project/home" SECRET=of-the-build
pictures 3
cat >spare.cpp <<'END_SCRIPT'
void nothing();
END_SCRIPT
mkdir methods
cat >methods/other.cpp <<'END_METHOD'
#include <accel/method.h>
struct Other : accel::Method {
  int synthesis() { accel::save_file("kept.txt", accel::Bytes("kept")); return 1; }
};
ACCEL_METHOD(Other)
END_METHOD
cat >methods/taken_over.cpp <<'END_METHOD'
#include <accel/method.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

using Found = std::vector<std::string>;

/// What worked, of all that must not. `phase` is part of the names of files it makes.
inline Found attack(const std::string& project, const std::string& phase) {
  Found worked;
  const auto tried = [&](const std::string& what, bool success) {
    if (success) worked.push_back(what);
  };
  const auto writes = [&](const std::string& path) {
    tried("write " + path, std::ofstream(path, std::ios::app).put('x').flush().good());
  };
  const auto reads = [&](const std::string& path) {
    tried("read " + path, std::ifstream(path).get() != EOF);
  };
  const std::string parent = "/proc/" + std::to_string(getppid());
  for (const char* name : {"/home/new-", "/new-", "/workdirs/dev/dev-0/new-", "/workdirs/dev/new-"}) {
    writes(project + name + phase);
  }
  writes(project + "/build.cpp");
  writes(project + "/methods/other.cpp");
  writes(project + "/photos/01.jpg");
  writes(project + "/workdirs/dev/dev-0/kept.txt");
  writes("../new-" + phase);
  reads(project + "/home/.ssh/id");
  reads(project + "/build.cpp");
  reads(project + "/accel.toml");
  reads(project + "/workdirs/dev/dev-0/kept.txt");
  reads("/etc/passwd");
  reads(parent + "/environ");
  tried("list", std::ifstream(project + "/photos").is_open());
  tried("link", symlink(project.c_str(), ("way-out-" + phase).c_str()) == 0);
  tried("through it", open(("way-out-" + phase + "/by-link").c_str(), O_CREAT | O_WRONLY, 0666) >= 0);
  tried("take", link((project + "/spare.cpp").c_str(), ("taken-" + phase).c_str()) == 0);
  tried("move", rename((project + "/victim-" + phase).c_str(), ("moved-" + phase).c_str()) == 0);
  tried("remove", unlink((project + "/victim2-" + phase).c_str()) == 0);
  tried("mode", chmod((project + "/spare.cpp").c_str(), 0644) == 0);
  tried("queue", mkfifo(("queue-" + phase).c_str(), 0666) == 0);
  for (const int family : {AF_INET, AF_UNIX, AF_NETLINK}) {
    tried("socket " + std::to_string(family), socket(family, SOCK_DGRAM, 0) >= 0);
  }
  tried("TCP", socket(AF_INET, SOCK_STREAM, 0) >= 0);
  tried("what a shell left open", write(9, "x", 1) == 1);
  tried("signal", kill(getppid(), 0) == 0);
  const pid_t program = fork();
  if (program == 0) {
    execl("/bin/true", "true", nullptr);
    _exit(1);
  }
  int status = 0;
  waitpid(program, &status, 0);
  tried("program", status == 0);
  return worked;
}

struct TakenOver : accel::CagedMethod {
  std::string project = required<std::string>("project");
  accel::Dataset source = dataset("source");
  Found prepare() { return attack(project, "prepare"); }
  Found analysis(int slice) { return attack(project, std::to_string(slice)); }
  Found synthesis(const Found& prepared, const std::vector<Found>& slices) {
    Found all = attack(project, "synthesis");
    all.insert(all.end(), prepared.begin(), prepared.end());
    for (const Found& found : slices) all.insert(all.end(), found.begin(), found.end());
    return all;
  }
};
ACCEL_METHOD(TakenOver)
END_METHOD
cat >build.cpp <<'END_SCRIPT'
#include <accel/build.h>

#include <cstdio>

void accel_main(accel::Urd& urd) {
  urd.build("other", {});
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  auto job = urd.build("taken_over", {{"project", urd.args().at(0)}, {"source", images}});
  const accel::Value result = job.result();
  for (const accel::Value& found : result.list()) std::printf("%s\n", found.text().c_str());
}
END_SCRIPT
printf 'slices = 2\n' >accel.toml
victims() { for phase in prepare 0 1 synthesis; do touch "victim-$phase" "victim2-$phase"; done; }
victims
before=$(checksums . | grep -v -e '/workdirs/' -e '/\.accel/')
expect_exit 0 accel build build.cpp -- "$project" 9>>"$work/left-open"
expect_totals "3 made, 0 reused"
if ! grep -q '"landlock": [1-9]' "$jobs/dev-2/setup.json" || ! grep -q '"filter": true' "$jobs/dev-2/setup.json"; then
  expect_text "$jobs/dev-2/setup.json" "not guarded"
  skip "the kernel has no Landlock, or filters no system calls"
fi
landlock=$(sed -n 's/.*"landlock": \([0-9]*\).*/\1/p' "$jobs/dev-2/setup.json")
unguarded=  # what older kernels cannot guard, setup.json tells
[ "$landlock" -ge 6 ] || unguarded=signal
expect_equal "$(sed '/^made/d; /^jobs:/d' "$out" | sort -u)" "$unguarded"
expect_equal "$(checksums . | grep -v -e '/workdirs/' -e '/\.accel/')" "$before"
expect_text "$jobs/dev-2/setup.json" '"on": true'
[ -n "$unguarded" ] || expect_text "$jobs/dev-2/setup.json" '"note": ""'
expect_no_file "$jobs/dev-2/slices/tmp"

# The picture without a cage.
rm -rf workdirs
printf 'slices = 2\ncage = false\n' >accel.toml
expect_exit 0 accel build build.cpp -- "$project" 9>>"$work/left-open"
expect_text "$jobs/dev-2/setup.json" '"on": false' '"accel.toml says cage = false"'
expect_equal "$(sed '/^made/d; /^jobs:/d' "$out" | wc -l)" "$((4 * 30))"
