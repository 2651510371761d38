// SPDX-License-Identifier: Apache-2.0
// Who compiles what when many want it, and what stays when the cache grows.
#include "method/cache_space.h"

#include "compile_world.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <future>

namespace accel {
namespace {

using Calls = std::vector<std::string>;
using Results = std::vector<CompileResult>;

std::future<Results> start(const std::vector<Unit>& units, const CompileSettings& settings) {
  return std::async(std::launch::async, [=] { return compile_all(units, settings); });
}

const CompiledUnit& compiled(const CompileResult& result) { return std::get<CompiledUnit>(result); }

/// What the process that compiles the unit holds. Its record tells the name.
ByteLock lock_of_the_only_unit(const CompileWorld& world) {
  ByteLock lock = making_lock(world.settings().cache, world.cached("units").at(0));
  EXPECT_TRUE(lock.try_lock());
  return lock;
}

TEST(CompileAtOnce, AUnitThatManyWantIsCompiledOnce) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.on_compile("sleep 0.2");
  std::vector<std::future<Results>> builds;
  for (int i = 0; i < 8; ++i) builds.push_back(start({world.unit("a.cpp")}, world.settings()));
  for (auto& build : builds) EXPECT_EQ(read_file(compiled(build.get().at(0)).object), "a\n");
  EXPECT_EQ(world.calls(), Calls{"a.cpp"});
}

TEST(CompileAtOnce, BuildsThatWantTheSameInAnotherOrderDoNotStopEachOther) {
  const CompileWorld world;
  const std::vector<std::string> names = {"a.cpp", "b.cpp", "c.cpp"};
  std::vector<Unit> units;
  for (const std::string& name : names) {
    world.write(name, name);
    units.push_back(world.unit(name));
  }
  world.on_compile("sleep 0.1");
  std::vector<std::future<Results>> builds;
  do {
    builds.push_back(start(units, world.settings()));
    std::rotate(units.begin(), units.begin() + 1, units.end());
  } while (units[0].name != "a.cpp");
  for (auto& build : builds) {
    for (const CompileResult& result : build.get()) {
      EXPECT_TRUE(std::holds_alternative<CompiledUnit>(result));
    }
  }
  Calls calls = world.calls();
  std::ranges::sort(calls);
  EXPECT_EQ(calls, names);
}

TEST(CompileAtOnce, WhoWaitsCompilesWhenTheOtherIsGone) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.compile(world.unit("a.cpp"));
  remove_tree(world.path(".accel/compiled"));
  world.calls();
  auto other = std::make_optional(lock_of_the_only_unit(world));
  std::future<Results> build = start({world.unit("a.cpp")}, world.settings());
  EXPECT_EQ(build.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  EXPECT_EQ(world.calls(), Calls{});
  other.reset();
  EXPECT_FALSE(compiled(build.get().at(0)).was_cached);
  EXPECT_EQ(world.calls(), Calls{"a.cpp"});
}

TEST(CompileAtOnce, AnInterruptEndsTheWaiting) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.compile(world.unit("a.cpp"));
  remove_tree(world.path(".accel/compiled"));
  const ByteLock other = lock_of_the_only_unit(world);
  CompileSettings settings = world.settings();
  settings.is_interrupted = [] { return true; };
  EXPECT_NE(world.failure(world.unit("a.cpp"), settings).message().find("interrupted"),
            std::string::npos);
}

class CacheSpace : public ::testing::Test {
 protected:
  static constexpr std::size_t kSize = 100'000;

  /// Makes a unit of kSize bytes that was used this many days ago.
  CompiledUnit make(const std::string& name, int days_ago) {
    world_.write(name, name + std::string(kSize - name.size(), ' '));
    CompiledUnit made = world_.compile(world_.unit(name), settings_);
    set_used(made.object, days_ago);
    return made;
  }
  static void set_used(const std::string& path, int days_ago) {
    const timespec times[2] = {{0, UTIME_OMIT}, {::time(nullptr) - days_ago * 86400L, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }
  static bool is_there(const std::string& object) { return exists(object); }

  CompileWorld world_;
  CompileSettings settings_ = world_.settings();
};

TEST_F(CacheSpace, WhatWasUsedLongestAgoGoesFirst) {
  const std::string a = make("a.cpp", 5).object;
  const std::string b = make("b.cpp", 9).object;
  const std::string c = make("c.cpp", 7).object;
  trim_cache(settings_.cache, 3 * kSize);
  EXPECT_TRUE(is_there(a) && is_there(b) && is_there(c));
  trim_cache(settings_.cache, 3 * kSize - 1);  // down to three quarters of that
  EXPECT_TRUE(is_there(a) && !is_there(b) && is_there(c));
  EXPECT_EQ(world_.cached("units").size(), 2U);
  EXPECT_EQ(world_.cached("manifests").size(), 2U);
  EXPECT_EQ(world_.cached("tmp"), std::vector<std::string>{});
}

TEST_F(CacheSpace, ABuildThatCompilesKeepsTheBound) {
  settings_.cache_bound = 4 * kSize + 50'000;
  std::vector<std::string> objects;
  for (int i = 0; i < 8; ++i) {
    const CompiledUnit made = make(std::to_string(i) + ".cpp", 20 - i);
    EXPECT_TRUE(is_there(made.object));
    objects.push_back(made.object);
  }
  const auto left = std::ranges::count_if(objects, is_there);
  EXPECT_TRUE(left >= 3 && left <= 4) << left;
  EXPECT_TRUE(is_there(objects.back()));
}

TEST_F(CacheSpace, WhatABuildUsesStays) {
  const CompiledUnit used = make("a.cpp", 9);
  const std::string idle = make("b.cpp", 5).object;
  trim_cache(settings_.cache, 1);
  EXPECT_TRUE(is_there(used.object));
  EXPECT_FALSE(is_there(idle));
}

TEST_F(CacheSpace, WhatWasFoundCountsAsUsed) {
  const std::string a = make("a.cpp", 9).object;
  const std::string b = make("b.cpp", 7).object;
  world_.compile(world_.unit("a.cpp"), settings_);
  trim_cache(settings_.cache, 2 * kSize - 1);
  EXPECT_TRUE(is_there(a));
  EXPECT_FALSE(is_there(b));
}

TEST_F(CacheSpace, PrecompiledHeadersCount) {
  const std::string header = settings_.cache + "/pch/0123/method.h.gch";
  make_folders(parent_path(header));
  write_file(header, std::string(3 * kSize, 'x'));
  set_used(header, 9);
  const std::string a = make("a.cpp", 5).object;
  trim_cache(settings_.cache, 3 * kSize);
  EXPECT_FALSE(is_there(header));
  EXPECT_TRUE(is_there(a));
  make_folders(parent_path(header));
  write_file(header, std::string(3 * kSize, 'x'));
  set_used(header, 9);
  CacheInUse in_use(settings_.cache);
  in_use.hold("pch/0123");
  trim_cache(settings_.cache, 3 * kSize);
  EXPECT_TRUE(is_there(header));
}

}  // namespace
}  // namespace accel
