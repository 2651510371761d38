// SPDX-License-Identifier: Apache-2.0
#include "method/precompiled.h"

#include "compile_world.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace accel {
namespace {

/// <big.h> in a folder of system headers, as accel's own are.
class Precompiled : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!has_program(GetParam())) GTEST_SKIP() << "no " << GetParam();
    world.write("include/big.h", "#pragma once\n#include <vector>\ninline int big = 1;\n");
    world.write("a.cpp", "// text\n#include <cstddef>\n#include <big.h>\nint a = big;\n");
    settings = world.real(GetParam());
    settings.base_flags.insert(settings.base_flags.end(), {"-isystem", world.path("include")});
    settings.concurrency = 1;  // the header first, then the source with it
    plain = settings;
    settings.precompile = {"big.h"};
  }
  std::vector<std::string> products() const {
    std::vector<std::string> found;
    for (const std::string& path : world.cached("pch")) {
      if (path.ends_with(".gch") || path.ends_with(".pch")) found.push_back(path);
    }
    return found;
  }
  std::size_t count() const { return products().size(); }
  std::string product() const { return products().at(0); }
  void forget_objects() const {
    remove_tree(world.path(".accel/units"));
    remove_tree(world.path(".accel/manifests"));
    remove_tree(world.path(".accel/compiled"));
  }
  const CompileWorld world;
  CompileSettings settings;
  CompileSettings plain;
};

INSTANTIATE_TEST_SUITE_P(With, Precompiled, ::testing::Values("g++", "clang++"),
                         [](const auto& param) { return param.index == 0 ? "gcc" : "clang"; });

TEST_P(Precompiled, HeaderChangesNeitherObjectNorKeyNorDependencies) {
  const CompiledUnit without = world.compile(world.unit("a.cpp"), plain);
  const std::string object = read_file(without.object);
  EXPECT_EQ(count(), 0U);
  forget_objects();
  const CompiledUnit with = world.compile(world.unit("a.cpp"), settings);
  EXPECT_EQ(count(), 1U);
  EXPECT_FALSE(with.was_cached);
  EXPECT_EQ(with.object, without.object);
  EXPECT_EQ(with.warnings, "");
  EXPECT_EQ(read_file(with.object), object);
  ASSERT_EQ(with.files.size(), 1U);
  EXPECT_EQ(with.files[0].name, "a.cpp");
}

TEST_P(Precompiled, HeaderIsReallyUsed) {
  world.compile(world.unit("a.cpp"), settings);
  forget_objects();
  const OpenWatch watch(product());
  world.compile(world.unit("a.cpp"), settings);
  EXPECT_TRUE(watch.was_opened());
}

TEST_P(Precompiled, HeaderIsMadeOnceForAllSources) {
  world.write("b.cpp", "#include <big.h>\nint b = big;\n");
  compile_all({world.unit("a.cpp"), world.unit("b.cpp")}, settings);
  EXPECT_EQ(count(), 1U);
  const auto before = find_stat(product());
  world.write("b.cpp", "#include <big.h>\nint b = big + 1;\n");
  world.compile(world.unit("b.cpp"), settings);
  EXPECT_EQ(find_stat(product()), before);
}

TEST_P(Precompiled, HeaderIsRemadeWhenWhatItWasMadeOfChanges) {
  world.compile(world.unit("a.cpp"), settings);
  ::usleep(20'000);
  world.write("include/big.h", "#pragma once\n#include <vector>\ninline int large = 1;\n");
  world.write("b.cpp", "#include <big.h>\nint b = large;\n");
  EXPECT_EQ(world.compile(world.unit("b.cpp"), settings).warnings, "");
  EXPECT_EQ(count(), 1U);
}

/// The project's own <vector>, which the header includes but the source does not name.
TEST_P(Precompiled, HeaderMadeOfTheProjectsHeadersIsNotAllThatSeesThemChange) {
  world.write("sys/vector", "#pragma once\nconstexpr int own = 1;\n");
  world.write("a.cpp", "#include <big.h>\nint a = own;\n");
  settings.flags = {"-isystem", "sys"};
  world.compile(world.unit("a.cpp"), settings);
  EXPECT_EQ(count(), 1U);
  EXPECT_TRUE(world.compile(world.unit("a.cpp"), settings).was_cached);
  world.write("sys/vector", "#pragma once\nconstexpr int own = 2;\n");
  const CompiledUnit again = world.compile(world.unit("a.cpp"), settings);
  EXPECT_FALSE(again.was_cached);
  EXPECT_EQ(source_names(again), (std::vector<std::string>{"a.cpp", "sys/vector"}));
}

TEST_P(Precompiled, HeaderThatIsOutOfDateIsNotUsedWhileItIsRemade) {
  world.compile(world.unit("a.cpp"), settings);
  world.write("include/big.h", "#pragma once\n#include <vector>\ninline int large = 1;\n");
  world.write("b.cpp", "#include <big.h>\nint b = large;\n");
  settings.concurrency = 2;
  EXPECT_EQ(world.compile(world.unit("b.cpp"), settings).warnings, "");
}

TEST_P(Precompiled, HeaderIsMadeBesideAFirstSourceForTheNext) {
  settings.concurrency = 2;
  world.compile(world.unit("a.cpp"), settings);
  const OpenWatch watch(product());
  world.write("a.cpp", "#include <big.h>\nint a = big + 1;\n");
  world.compile(world.unit("a.cpp"), settings);
  EXPECT_TRUE(watch.was_opened());
}

TEST_P(Precompiled, HeaderThatIsDamagedIsRemade) {
  world.compile(world.unit("a.cpp"), settings);
  for (const bool is_cut : {true, false}) {
    write_file(product(), std::string(is_cut ? 3 : find_stat(product())->size, 'x'));
    world.write("a.cpp", "#include <big.h>\nint a = big + " + std::to_string(is_cut) + ";\n");
    EXPECT_EQ(world.compile(world.unit("a.cpp"), settings).warnings, "");
    EXPECT_NE(find_head(product(), 3), "xxx");
  }
}

/// As if it had been damaged under our eyes: nobody has noticed when the compiler reads it.
TEST_P(Precompiled, HeaderThatTheCompilerRejectsIsDoneWithout) {
  CompileSettings one = settings;
  const Compiler compiler = find_compiler(one);
  const Flags flags = flags_of(one, compiler, {}, {});
  CacheInUse in_use(one.cache);
  const PrecompiledHeaders headers(compiler, one, flags, in_use);
  headers.make("big.h");
  const auto stat = find_stat(product());
  const Fd fd = open_file(product(), O_WRONLY);
  write_all(fd, product(), std::string(stat->size, 'x'));
  const timespec times[2] = {
      {0, UTIME_OMIT}, {stat->modified_ns / 1'000'000'000, stat->modified_ns % 1'000'000'000}};
  ASSERT_EQ(::futimens(fd.get(), times), 0);
  EXPECT_TRUE(headers.is_ready("big.h"));
  EXPECT_EQ(world.compile(world.unit("a.cpp"), settings).warnings, "");
}

TEST_P(Precompiled, HeaderDoesNotShowInErrors) {
  world.write("include/big.h", "#pragma once\ntemplate <class T> void call(T x) { x.none(); }\n");
  world.write("a.cpp", "#include <big.h>\nvoid f() { call(1); }\n");
  const std::string expected = world.failure(world.unit("a.cpp"), plain).output();
  EXPECT_EQ(world.failure(world.unit("a.cpp"), settings).output(), expected);
  EXPECT_EQ(count(), 1U);
}

TEST_P(Precompiled, HeaderThatDoesNotCompileIsLeftToTheSource) {
  world.write("include/big.h", "#ifndef BIG\n#error no\n#endif\ninline int big = 1;\n");
  world.write("a.cpp", "#include <big.h>\nint a = big;\n");
  EXPECT_EQ(world.failure(world.unit("a.cpp"), settings).output(),
            world.failure(world.unit("a.cpp"), plain).output());
  EXPECT_EQ(count(), 0U);
}

TEST(PrecompiledHeaders, AreForSourcesThatIncludeOnlyHeadersBefore) {
  const TemporaryFolder cache;
  CompileSettings settings;
  settings.cache = cache.path();
  settings.precompile = {"accel/method.h", "accel/build.h"};
  const Compiler compiler;
  const Flags flags;
  CacheInUse in_use(settings.cache);
  const PrecompiledHeaders headers(compiler, settings, flags, in_use);
  EXPECT_EQ(headers.find_wanted("// a\n#include <accel/image.h>\n#include <accel/method.h>\nx"),
            "accel/method.h");
  EXPECT_EQ(headers.find_wanted("#include <accel/build.h>\n"), "accel/build.h");
  for (const char* source :
       {"#define X\n#include <accel/method.h>\n", "#include \"x.h\"\n#include <accel/method.h>\n",
        "int a;\n#include <accel/method.h>\n", "#include <vector>\n", "", "#include",
        "#if 1\n#include <accel/method.h>\n#endif\n"}) {
    EXPECT_EQ(headers.find_wanted(source), std::nullopt) << source;
  }
}

}  // namespace
}  // namespace accel
