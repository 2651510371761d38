// SPDX-License-Identifier: Apache-2.0
// Faults, and loss of power, in the compile cache, with a fake compiler (support/compile_world.h).
#include "compile_world.h"
#include "faults.h"
#include "power.h"

#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/statvfs.h>

#include <cstdlib>
#include <iostream>

namespace accel::faults {
namespace {

/// The compiler is a script, and the place for tests one where nothing can be run, perhaps.
struct Runnable {
  Runnable() {
    const char* place = std::getenv("TMPDIR");
    struct statvfs s;
    const bool refuses =
        place != nullptr && ::statvfs(place, &s) == 0 && (s.f_flag & ST_NOEXEC) != 0;
    if (refuses) ::setenv("TMPDIR", "/tmp", 1);
  }
};

constexpr const char* kSource = "#include <accel/method.h>\n#include \"a.h\"\nint a;\n";

class CompileFaultWorld : public World {
 public:
  CompileFaultWorld() {
    world_.write("a.h", "int b;\n");
    world_.write("a.cpp", kSource);
  }
  std::string folder() const override { return world_.path(""); }
  std::string cache() const { return world_.path(".accel"); }

  void run() override {
    CompileSettings settings = world_.settings();
    settings.concurrency = 1;
    settings.precompile = {"accel/method.h"};
    const CompileResult result = compile_all({world_.unit("a.cpp")}, settings)[0];
    if (const auto* error = std::get_if<CompileError>(&result)) throw *error;
    object_ = std::get<CompiledUnit>(result).object;
  }
  /// Where an object is, all is there.
  void look() const override {
    for (const std::string& path : world_.cached("compiled")) {
      EXPECT_TRUE(!path.ends_with("/plugin.so") || read_file(path) == kSource) << path;
    }
  }
  void look_done() const override { EXPECT_EQ(read_file(object_), kSource); }
  bool names_something(const std::string& message) const override {
    const bool is_the_compiler = message.find(world_.settings().compiler) != std::string::npos;
    const bool is_the_source = message.find("'a.cpp'") != std::string::npos;
    return World::names_something(message) || is_the_compiler || is_the_source;
  }

 private:
  Runnable runnable_;
  CompileWorld world_;
  std::string object_;
};

TEST(CompileCacheFaults, ObjectsAreWholeWhicheverCallFails) {
  sweep_failures(make<CompileFaultWorld>, {120, false});
}
TEST(CompileCacheFaults, ObjectsAreWholeWhereverTheProcessDies) {
  sweep_deaths(make<CompileFaultWorld>, {120});
}
TEST(CompileCacheFaults, InterruptedCallsAreMadeAgain) {
  expect_interruptions_unseen(make<CompileFaultWorld>);
}

TEST(PowerLoss, LeavesACompileCacheThatIsRightOrRemade) {
  CompileFaultWorld world;
  make_folder(world.cache());
  Disk disk(world.cache());
  {
    const Hooked hooked(disk);
    world.run();
  }
  const std::size_t trees = disk.after_each_loss([&](int /*promised*/) {
    world.run();
    world.look_done();
  });
  std::cout << "visited " << trees << " trees of " << disk.moments() << " moments\n";
  EXPECT_GT(trees, 50U);
}

}  // namespace
}  // namespace accel::faults
