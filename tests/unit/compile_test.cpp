// SPDX-License-Identifier: Apache-2.0
#include "method/compile.h"

#include "base/json.h"
#include "compile_world.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <utility>

namespace accel {
namespace {

using Calls = std::vector<std::string>;

void touch(const std::string& path) {
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), nullptr, 0), 0);
}

TEST(Compile, FindsAnUnchangedUnitWithoutCompilerAndWithoutReadingIt) {
  const CompileWorld world;
  world.write("methods/a.cpp", "a\n#include \"a.h\"\n");
  world.write("methods/a.h", "one\n");
  const CompiledUnit first = world.compile(world.unit("methods/a.cpp"));
  EXPECT_FALSE(first.was_cached);
  EXPECT_EQ(world.calls(), Calls{"methods/a.cpp"});
  const OpenWatch source(world.path("methods/a.cpp"));
  const OpenWatch header(world.path("methods/a.h"));
  const CompiledUnit second = world.compile(world.unit("methods/a.cpp"));
  EXPECT_TRUE(second.was_cached);
  EXPECT_EQ(world.calls(), Calls{});
  EXPECT_FALSE(source.was_opened());
  EXPECT_FALSE(header.was_opened());
  EXPECT_EQ(second.object, first.object);
  EXPECT_EQ(source_names(second), (std::vector<std::string>{"a.cpp", "a.h"}));
  EXPECT_EQ(second.files[0].code, first.files[0].code);
  EXPECT_EQ(read_file(second.object), "a\n#include \"a.h\"\n");
}

TEST(Compile, ReadsATouchedFileOnceAndCallsNoCompiler) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  const CompiledUnit first = world.compile(world.unit("a.cpp"));
  world.calls();
  touch(world.path("a.cpp"));
  ::usleep(20'000);  // past the clock's tick, within which the file would be read again
  EXPECT_EQ(world.compile(world.unit("a.cpp")).object, first.object);
  const OpenWatch source(world.path("a.cpp"));
  EXPECT_TRUE(world.compile(world.unit("a.cpp")).was_cached);
  EXPECT_FALSE(source.was_opened());
  EXPECT_EQ(world.calls(), Calls{});
}

TEST(Compile, ReadsAFileAgainThatMayHaveChangedWithinTheClocksTick) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.compile(world.unit("a.cpp"));
  world.calls();
  const std::string record = world.cached("units").at(0);
  Document json = read_json(record);
  json["records"][0]["read"] = json["records"][0]["files"][0]["changed"];
  write_json(record, json);
  const OpenWatch source(world.path("a.cpp"));
  EXPECT_TRUE(world.compile(world.unit("a.cpp")).was_cached);
  EXPECT_TRUE(source.was_opened());
  EXPECT_EQ(world.calls(), Calls{});
}

TEST(Compile, SeesAnEditThatKeepsSizeAndTime) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.compile(world.unit("a.cpp"));
  struct stat before;
  ASSERT_EQ(::stat(world.path("a.cpp").c_str(), &before), 0);
  write_all(open_file(world.path("a.cpp"), O_WRONLY), "", "b");
  const timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, world.path("a.cpp").c_str(), times, 0), 0);
  EXPECT_EQ(read_file(world.compile(world.unit("a.cpp")).object), "b\n");
}

TEST(Compile, CallsTheCompilerOnceForAnEditAndNeverForItsUndoing) {
  const CompileWorld world;
  world.write("a.cpp", "one\n");
  const CompiledUnit first = world.compile(world.unit("a.cpp"));
  world.write("a.cpp", "two\n");
  const CompiledUnit second = world.compile(world.unit("a.cpp"));
  EXPECT_NE(second.object, first.object);
  EXPECT_EQ(world.calls(), (Calls{"a.cpp", "a.cpp"}));
  world.write("a.cpp", "one\n");
  EXPECT_EQ(world.compile(world.unit("a.cpp")).object, first.object);
  world.write("a.cpp", "two\n");
  EXPECT_EQ(world.compile(world.unit("a.cpp")).object, second.object);
  EXPECT_EQ(world.calls(), Calls{});
}

TEST(Compile, CallsTheCompilerOnceForAnEditedHeaderAndNeverForItsUndoing) {
  const CompileWorld world;
  world.write("methods/a.cpp", "#include \"../x.h\"\n");
  world.write("x.h", "one\n");
  const CompiledUnit first = world.compile(world.unit("methods/a.cpp"));
  EXPECT_EQ(source_names(first), (std::vector<std::string>{"../x.h", "a.cpp"}));
  world.write("x.h", "two\n");
  EXPECT_NE(world.compile(world.unit("methods/a.cpp")).object, first.object);
  EXPECT_EQ(world.calls().size(), 2U);
  world.write("x.h", "one\n");
  EXPECT_EQ(world.compile(world.unit("methods/a.cpp")).object, first.object);
  EXPECT_EQ(world.calls(), Calls{});
}

TEST(Compile, KeepsTheCodeDigestWhenACommentIsEdited) {
  const CompileWorld world;
  world.write("a.cpp", "int a;\n");
  const CompiledUnit first = world.compile(world.unit("a.cpp"));
  world.write("a.cpp", "int a;  // new\n");
  const CompiledUnit second = world.compile(world.unit("a.cpp"));
  EXPECT_NE(first.files[0].content, second.files[0].content);
  EXPECT_EQ(first.files[0].code, second.files[0].code);
}

TEST(Compile, CompilesAgainWithOtherSettings) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  const CompiledUnit first = world.compile(world.unit("a.cpp"));
  CompileSettings flags = world.settings();
  flags.flags = {"-DX=1"};
  CompileSettings abi = world.settings();
  abi.abi = "2";
  EXPECT_NE(world.compile(world.unit("a.cpp"), flags).object, first.object);
  EXPECT_NE(world.compile(world.unit("a.cpp"), abi).object, first.object);
  EXPECT_EQ(world.calls().size(), 3U);
  CompileSettings same = world.settings();
  same.concurrency = 7;
  same.colour = true;
  EXPECT_EQ(world.compile(world.unit("a.cpp"), same).object, first.object);
  EXPECT_EQ(world.calls(), Calls{});
}

TEST(Compile, UsesLibraryPathOnlyWhereTheProjectMayNameALibrary) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  CompileSettings flags = world.settings();
  flags.flags = {"-lz"};
  const auto objects = [&] {
    return std::pair(world.compile(world.unit("a.cpp")).object,
                     world.compile(world.unit("a.cpp"), flags).object);
  };
  const char* const known = std::getenv("LIBRARY_PATH");
  const std::string before = known != nullptr ? known : "";
  ::setenv("LIBRARY_PATH", "/one", 1);
  const auto first = objects();
  ::setenv("LIBRARY_PATH", "/two", 1);
  const auto second = objects();
  known != nullptr ? ::setenv("LIBRARY_PATH", before.c_str(), 1) : ::unsetenv("LIBRARY_PATH");
  EXPECT_EQ(first.first, second.first);
  EXPECT_NE(first.second, second.second);
}

TEST(Compile, AsksTheCompilerForItsVersionOnlyWhenItWasReplaced) {
  const CompileWorld world;
  const std::string compiler = world.settings().compiler;
  world.write("a.cpp", "a\n");
  const CompiledUnit first = world.compile(world.unit("a.cpp"));
  world.compile(world.unit("a.cpp"));
  EXPECT_EQ(read_file(world.path("../versions")), "version\n");
  EXPECT_EQ(compiler_version(world.settings()), "copying compiler 1.0");
  std::string other = read_file(compiler);
  other.replace(other.find("compiler 1.0"), 12, "compiler 2.0");
  write_file(compiler, other);
  ::chmod(compiler.c_str(), 0755);
  EXPECT_NE(world.compile(world.unit("a.cpp")).object, first.object);
  EXPECT_EQ(world.calls().size(), 2U);
}

TEST(Compile, FindsAllInAProjectThatWasMoved) {
  CompileWorld world;
  world.write("methods/a.cpp", "#include \"../x.h\"\n");
  world.write("x.h", "one\n");
  const std::string key(base_name(world.compile(world.unit("methods/a.cpp")).folder));
  world.calls();
  world.move_project("elsewhere");
  EXPECT_EQ(world.compile(world.unit("methods/a.cpp")).folder,
            world.path(".accel/compiled/" + key));
  EXPECT_EQ(world.calls(), Calls{});
}

TEST(Compile, PassesOnWhatTheCompilerPrintedByteForByte) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.on_compile("printf 'a.cpp:1: \\033[31merror\\033[m \\n\\nno newline' >&2; exit 1");
  const CompileError error = world.failure(world.unit("a.cpp"), world.settings());
  EXPECT_STREQ(error.what(), "cannot compile 'a.cpp'");
  EXPECT_EQ(error.output(), "a.cpp:1: \033[31merror\033[m \n\nno newline");
  EXPECT_EQ(world.cached("tmp"), std::vector<std::string>{});
}

TEST(Compile, ReportsThatTheCompilerWasKilled) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.on_compile("kill -KILL $$");
  const CompileError error = world.failure(world.unit("a.cpp"), world.settings());
  EXPECT_EQ(error.hint(), "the compiler was killed by signal 9 (killed)");
}

TEST(Compile, StopsOnlyTheBrokenUnit) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.write("bad.cpp", "bad\n");
  world.on_compile("[ $source = bad.cpp ] && exit 1");
  const auto results =
      compile_all({world.unit("bad.cpp"), world.unit("a.cpp"), Unit{"empty", {}, world.path("")}},
                  world.settings());
  EXPECT_STREQ(std::get<CompileError>(results.at(0)).what(), "cannot compile 'bad.cpp'");
  EXPECT_EQ(read_file(std::get<CompiledUnit>(results.at(1)).object), "a\n");
  EXPECT_STREQ(std::get<CompileError>(results.at(2)).what(),
               "cannot compile 'empty': it has no sources");
}

TEST(Compile, KeepsWarningsBesideTheObject) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.on_compile("echo careful >&2");
  const CompiledUnit compiled = world.compile(world.unit("a.cpp"));
  EXPECT_EQ(compiled.warnings, "careful\n");
  EXPECT_EQ(read_file(compiled.folder + "/warnings.txt"), "careful\n");
  EXPECT_EQ(world.compile(world.unit("a.cpp")).warnings, "");
}

TEST(Compile, RunsNoMoreCompilersAtOnceThanAsked) {
  const CompileWorld world;
  std::vector<Unit> units;
  for (int i = 0; i < 6; ++i) {
    world.write(std::to_string(i) + ".cpp", std::to_string(i));
    units.push_back(world.unit(std::to_string(i) + ".cpp"));
  }
  world.on_compile("echo $$ >$log.$$; sleep 0.1; ls $log.* | wc -l >>$here/most; rm $log.$$");
  for (const auto& result : compile_all(units, world.settings())) {
    EXPECT_TRUE(std::holds_alternative<CompiledUnit>(result));
  }
  for (const char c : read_file(world.path("../most")))
    EXPECT_TRUE(c == '1' || c == '2' || c == '\n');
}

TEST(Compile, StartsOverWhenAHeaderChangesMeanwhile) {
  const CompileWorld world;
  world.write("a.cpp", "#include \"a.h\"\n");
  world.write("a.h", "one\n");
  world.on_compile("[ -e $here/done ] || { touch $here/done; echo two >$here/project/a.h; }");
  const CompiledUnit compiled = world.compile(world.unit("a.cpp"));
  EXPECT_EQ(world.calls().size(), 2U);
  EXPECT_EQ(compiled.files.at(1).content, digest_of("two\n"));
}

TEST(Compile, GivesUpWhenAFileNeverStopsChanging) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  world.on_compile("echo $$ >>$here/project/a.cpp");
  const CompileError error = world.failure(world.unit("a.cpp"), world.settings());
  EXPECT_EQ(error.message(),
            "cannot compile 'a.cpp': its files changed while the compiler read them");
  EXPECT_EQ(world.calls().size(), 2U);
}

TEST(Compile, RemakesADamagedCacheInSilence) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  const CompiledUnit first = world.compile(world.unit("a.cpp"));
  for (const char* folder : {"units", "manifests", "."}) {
    for (const std::string& path : world.cached(folder)) {
      if (!path.ends_with(".json")) continue;
      const std::string good = read_file(path);
      for (std::size_t length = 0; length < good.size(); length += 7) {
        write_file(path, good.substr(0, length));
        EXPECT_EQ(world.compile(world.unit("a.cpp")).object, first.object) << path << length;
      }
      for (const char* text : {"[]", "null", "{\"version\":1,\"records\":[{\"key\":7}]}", "\xFF"}) {
        write_file(path, text);
        EXPECT_EQ(world.compile(world.unit("a.cpp")).object, first.object) << path << text;
      }
    }
  }
}

TEST(Compile, RemakesAnObjectThatIsGoneCutOrChanged) {
  const CompileWorld world;
  world.write("a.cpp", "abc\n");
  const CompiledUnit first = world.compile(world.unit("a.cpp"));
  remove_file(first.object);
  EXPECT_EQ(read_file(world.compile(world.unit("a.cpp")).object), "abc\n");
  write_file(first.object, "ab");
  EXPECT_EQ(read_file(world.compile(world.unit("a.cpp")).object), "abc\n");
  write_file(first.object, "abd\n");
  EXPECT_EQ(read_file(world.compile(world.unit("a.cpp")).object), "abc\n");
  write_file(first.object, "abe\n");
  remove_tree(world.path(".accel/units"));
  EXPECT_EQ(read_file(world.compile(world.unit("a.cpp")).object), "abc\n");
  remove_tree(world.path(".accel/units"));
  world.calls();
  EXPECT_EQ(world.compile(world.unit("a.cpp")).object, first.object);
  EXPECT_EQ(world.calls(), Calls{});
}

TEST(Compile, SaysWhatToDoWithoutCompilerOrPackage) {
  const CompileWorld world;
  world.write("a.cpp", "a\n");
  try {
    world.compile(world.unit("a.cpp"), world.real("no-such-compiler"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "there is no compiler 'no-such-compiler'");
    EXPECT_EQ(error.hint(),
              "install it, or name another one in accel.toml, under [compile]: "
              "compiler = \"clang++\"");
  }
  CompileSettings settings = world.settings();
  for (const std::string package : {"no-such-package", "--version"}) {
    settings.packages = {package};
    try {
      world.compile(world.unit("a.cpp"), settings);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.message(), "there is no package '" + package + "' (accel.toml: packages)");
    }
  }
}

}  // namespace
}  // namespace accel
