// SPDX-License-Identifier: Apache-2.0
// With g++ and clang++ as they are here, where compile_test.cpp has a compiler that only copies.
#include "base/process.h"
#include "compile_world.h"
#include "method/compile.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace accel {
namespace {

/// Calls `int answer()` in a shared object.
int answer(const std::string& object) {
  void* handle = ::dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) ADD_FAILURE() << ::dlerror();
  if (handle == nullptr) return -1;
  const auto function = reinterpret_cast<int (*)()>(::dlsym(handle, "answer"));
  const int result = function != nullptr ? function() : -2;
  ::dlclose(handle);
  return result;
}

const std::string kAnswer = "extern \"C\" int answer() { return ";

TEST(CompileForReal, UsesAPackageAndSeesItsNewVersion) {
  const CompileWorld world;
  const std::string text = "Name: tiny\nDescription: d\nCflags: -I" + world.path("pkg") +
                           "/inc\\ lude -DTINY=7\nVersion: ";
  world.write("pkg/tiny.pc", text + "1\n");
  world.write("pkg/inc lude/tiny.h", "inline int tiny() { return TINY; }\n");
  world.write("a.cpp", "#include <tiny.h>\n" + kAnswer + "tiny(); }\n");
  ::setenv("PKG_CONFIG_PATH", world.path("pkg").c_str(), 1);
  CompileSettings settings = world.real("g++");
  settings.packages = {"tiny"};
  const CompiledUnit first = world.compile(world.unit("a.cpp"), settings);
  EXPECT_EQ(answer(first.object), 7);
  EXPECT_EQ(source_names(first), std::vector<std::string>{"a.cpp"});
  EXPECT_TRUE(world.compile(world.unit("a.cpp"), settings).was_cached);
  world.write("pkg/tiny.pc", text + "2\n");
  EXPECT_FALSE(world.compile(world.unit("a.cpp"), settings).was_cached);
  ::unsetenv("PKG_CONFIG_PATH");
}

TEST(CompileForReal, MakesOneObjectOfSeveralSources) {
  const CompileWorld world;
  world.write("m/a.cpp", "#include \"b.h\"\n" + kAnswer + "b(); }\n");
  world.write("m/b.h", "int b();\n");
  world.write("m/b.cpp", "#include \"b.h\"\n#include \"c.h\"\nint b() { return c; }\n");
  world.write("m/c.h", "constexpr int c = 5;\n");
  const Unit unit = world.unit(std::vector<std::string>{"m/a.cpp", "m/b.cpp"});
  const CompiledUnit compiled = world.compile(unit, world.real("g++"));
  EXPECT_EQ(answer(compiled.object), 5);
  EXPECT_EQ(source_names(compiled), (std::vector<std::string>{"a.cpp", "b.cpp", "b.h", "c.h"}));
  world.write("m/c.h", "constexpr int c = 6;\n");
  EXPECT_EQ(answer(world.compile(unit, world.real("g++")).object), 6);
}

/// A header that the compiler takes for a system header, and one that it includes.
TEST(CompileForReal, SeesEditsOfHeadersThatTheCompilerCallsSystemHeaders) {
  for (const char* compiler : {"g++", "clang++"}) {
    if (!has_program(compiler)) continue;
    const CompileWorld world;
    world.write("m/a.cpp", "#include \"lib.h\"\n#include <sys.h>\n" + kAnswer + "part + sys; }\n");
    world.write("m/lib.h", "#pragma GCC system_header\n#include <vector>\n#include \"part.h\"\n");
    world.write("m/part.h", "constexpr int part = 1;\n");
    world.write("sys/sys.h", "#include <cstddef>\nconstexpr int sys = 10;\n");
    CompileSettings settings = world.real(compiler);
    settings.flags = {"-isystem", "sys"};
    const Unit unit = world.unit("m/a.cpp");
    const CompiledUnit first = world.compile(unit, settings);
    EXPECT_EQ(answer(first.object), 11);
    EXPECT_EQ(source_names(first),
              (std::vector<std::string>{"../sys/sys.h", "a.cpp", "lib.h", "part.h"}));
    EXPECT_TRUE(world.compile(unit, settings).was_cached);
    world.write("m/part.h", "constexpr int part = 2;\n");
    EXPECT_EQ(answer(world.compile(unit, settings).object), 12);
    world.write("sys/sys.h", "#include <cstddef>\nconstexpr int sys = 20;\n");
    EXPECT_EQ(answer(world.compile(unit, settings).object), 22);
    world.write("early/sys.h", "constexpr int sys = 30;\n");
    settings.flags = {"-isystem", "early", "-isystem", "sys"};
    EXPECT_EQ(answer(world.compile(unit, settings).object), 32);
    remove_tree(world.path("early"));
    EXPECT_EQ(answer(world.compile(unit, settings).object), 22);
    world.write("early/sys.h", "constexpr int sys = 40;\n");
    EXPECT_EQ(answer(world.compile(unit, settings).object), 42);
  }
}

TEST(CompileForReal, ShowsErrorsOfRealCompilersWithPathsAsThePersonKnowsThem) {
  const CompileWorld world;
  world.write("methods/bad.cpp", "int f() {\n  return x;\n}\n");
  for (const char* compiler : {"g++", "clang++"}) {
    if (!has_program(compiler)) continue;
    SpawnRequest request;
    request.arguments = {compiler, "-std=c++20", "-c", "methods/bad.cpp", "-o", "/dev/null"};
    request.folder = world.path("");
    const CompileError error = world.failure(world.unit("methods/bad.cpp"), world.real(compiler));
    EXPECT_EQ(error.output(), run_captured(request).err);
    EXPECT_EQ(error.message(), "cannot compile 'methods/bad.cpp'");
    CompileSettings coloured = world.real(compiler);
    coloured.colour = true;
    EXPECT_NE(world.failure(world.unit("methods/bad.cpp"), coloured).output().find("\033["),
              std::string::npos);
  }
  EXPECT_NE(world.failure(world.unit("gone.cpp"), world.real("g++")).output().find("gone.cpp"),
            std::string::npos);
}

TEST(CompileForReal, ShowsLinkErrors) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  CompileSettings settings = world.real("g++");
  settings.flags = {"-lno-such-library"};
  world.write("a.cpp", "int a;\n");
  const CompileError error = world.failure(world.unit("a.cpp"), settings);
  EXPECT_EQ(error.message(), "cannot link 'a.cpp'");
  EXPECT_NE(error.output().find("no-such-library"), std::string::npos);
}

TEST(CompileForReal, SaysWhichFlagsEndTheCompilerEarly) {
  for (const char* flag : {"-E", "-c", "-S", "-fsyntax-only", "-M"}) {
    const CompileWorld world;
    world.write("a.cpp", "int a;\n");
    CompileSettings settings = world.real("g++");
    settings.flags = {"-O1", flag};
    const CompileError error = world.failure(world.unit("a.cpp"), settings);
    EXPECT_EQ(error.message(), "cannot link 'a.cpp'");
    EXPECT_EQ(error.hint(), "the compiler ended early, with these flags of accel.toml: -O1 " +
                                std::string(flag) + "; remove -c, -E, -S and the like");
  }
}

TEST(CompileForReal, SaysThatPathHasNoAssemblerOrLinker) {
  const CompileWorld world;
  world.write("a.cpp", "int a;\n");
  world.write("bad.cpp", "int\n");
  CompileSettings settings = world.real("g++");
  EXPECT_EQ(world.failure(world.unit("bad.cpp"), settings).hint(), "");
  settings.flags = {"-lno-such-library"};
  EXPECT_EQ(world.failure(world.unit("a.cpp"), settings).hint(), "");
  settings.compiler = "/usr/bin/g++";
  if (!exists(settings.compiler)) GTEST_SKIP() << "no /usr/bin/g++";
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  const CompileError no_assembler = world.failure(world.unit("bad.cpp"), settings);
  ::unsetenv("PATH");
  const CompileError no_linker = world.failure(world.unit("a.cpp"), settings);
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(no_assembler.hint(),
            "the compiler looks for 'as' in PATH, which is '/nowhere': export PATH=/usr/bin:/bin");
  EXPECT_EQ(no_linker.hint(),
            "the compiler looks for 'ld' in PATH, which is not set: export PATH=/usr/bin:/bin");
}

TEST(CompileForReal, GivesTheSameCodeDigestsWithGccAndClang) {
  if (!has_program("clang++")) GTEST_SKIP() << "no clang++";
  const CompileWorld world;
  world.write("a.cpp", "#include \"a.h\"\n#include <cstddef>\n" + kAnswer + "a; }\n");
  world.write("a.h", "constexpr int a = 3;\n");
  const CompiledUnit gcc = world.compile(world.unit("a.cpp"), world.real("g++"));
  const CompiledUnit clang = world.compile(world.unit("a.cpp"), world.real("clang++"));
  EXPECT_NE(gcc.object, clang.object);
  EXPECT_EQ(source_names(gcc), (std::vector<std::string>{"a.cpp", "a.h"}));
  ASSERT_EQ(source_names(gcc), source_names(clang));
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(gcc.files[i].code, clang.files[i].code);
  EXPECT_EQ(answer(gcc.object) + answer(clang.object), 6);
  EXPECT_EQ(clang.warnings, "");
}

TEST(CompileForReal, CopesWithSpacesAndQuotesInPaths) {
  const CompileWorld world("it's \"my\" $HOME #1 project");
  const std::string source = "my 'methods'/a \"b\".cpp";
  world.write(source, "#include \"sp ace $x #y.h\"\n" + kAnswer + "a; }\n");
  world.write("my 'methods'/sp ace $x #y.h", "constexpr int a = 4;\n");
  for (const char* compiler : {"g++", "clang++"}) {
    if (!has_program(compiler)) continue;
    const CompiledUnit compiled = world.compile(world.unit(source), world.real(compiler));
    EXPECT_EQ(answer(compiled.object), 4);
    EXPECT_EQ(source_names(compiled), (std::vector<std::string>{"a \"b\".cpp", "sp ace $x #y.h"}));
    EXPECT_TRUE(world.compile(world.unit(source), world.real(compiler)).was_cached);
  }
}

TEST(CompileForReal, IsSafeInTwoProcessesAtOnce) {
  const CompileWorld world;
  std::vector<Unit> units;
  for (const char* name : {"a.cpp", "b.cpp", "c.cpp"}) {
    world.write(name, kAnswer + "1; }\n");
    units.push_back(world.unit(name));
  }
  std::vector<Child> children;
  for (int i = 0; i < 2; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      int good = 0;
      for (const auto& result : compile_all(units, world.real("g++"))) {
        const auto* compiled = std::get_if<CompiledUnit>(&result);
        if (compiled != nullptr && answer(compiled->object) == 1) ++good;
      }
      ::_exit(good);
    }
    children.emplace_back(pid);
  }
  for (Child& child : children) EXPECT_EQ(child.wait(), (ProcessStatus{3, 0}));
  EXPECT_EQ(world.cached("tmp"), std::vector<std::string>{});
  for (const auto& result : compile_all(units, world.real("g++"))) {
    EXPECT_TRUE(std::get<CompiledUnit>(result).was_cached);
  }
}

}  // namespace
}  // namespace accel
