// SPDX-License-Identifier: Apache-2.0
// Which headers a source names, and where the compiler looks for them.
#include "method/header_search.h"
#include "base/file.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

using Texts = std::vector<std::string>;

Texts described(std::string_view source) {
  Texts texts;
  for (const HeaderName& name : header_names(source)) {
    texts.push_back((name.is_quoted ? "\"" : "<") + name.name + (name.is_asked ? "?" : ""));
  }
  return texts;
}

TEST(HeaderNames, AreThoseOfIncludesAndOfHasInclude) {
  EXPECT_EQ(described("#include <vector>\n#include \"a/b.h\"\n"), (Texts{"<vector", "\"a/b.h"}));
  EXPECT_EQ(described("#if defined(X) && __has_include(\"x.h\") || __has_include( <y/z.h> )\n"),
            (Texts{"\"x.h?", "<y/z.h?"}));
  EXPECT_EQ(described("#define A <a.h>\n#define B \"b.h\"\n"), (Texts{"<a.h?", "\"b.h?"}));
}

TEST(HeaderNames, AreNoOtherTexts) {
  EXPECT_EQ(described("auto x = \"x.h\"; // #include \"y.h\"\nbool b = a < c && d > e;\n"),
            Texts{});
  EXPECT_EQ(described("#if A < B && C > D\n#endif\n#define LESS(a, b) a < b\n"), Texts{});
  EXPECT_EQ(described("#include\n#define\n#if __has_include(<x.h\n"), Texts{});
}

TEST(HeaderSearch, GoesFromBesideTheFileThroughTheFlagsInOrder) {
  const TemporaryFolder folder;
  const std::string& root = folder.path();
  for (const char* name : {"src", "quoted", "one", "two"}) make_folders(root + "/" + name);
  make_folders(root + "/one/y.h");  // a folder is not a header
  write_file(root + "/two/x.h", "");
  write_file(root + "/two/y.h", "");
  const Texts flags{"-O2",      "-I", "one", "-iquote", "quoted", "-I" + root + "/two",
                    "-isystem", "src"};
  HeaderSearch found;
  search_headers(root + "/src/m.cpp", "#include \"x.h\"\n#if __has_include(<y.h>)\n#endif\n", flags,
                 root, found);
  EXPECT_EQ(found.absent,
            (Texts{root + "/src/x.h", root + "/quoted/x.h", root + "/one/x.h", root + "/one/y.h"}));
  EXPECT_EQ(found.asked, Texts{root + "/two/y.h"});
}

TEST(HeaderFolders, CountWhatThePersonMayEdit) {
  HeaderFolders folders("/p");
  folders.add("/p");
  folders.add("/usr/src/methods");
  folders.leave_out("/opt/gcc/include");
  folders.leave_out_flags({"-isystem", "/p/packages/tiny", "-isystem/p"});
  folders.add_flags({"-isystem", "sys", "-I/usr/include/big", "-I", "/usr/include", "-isystem",
                     "/usr/include/huge", "-I/usr/include/x86_64-linux-gnu"});
  for (const char* path : {"/p/m/a.h", "/p/sys/a.h", "/usr/src/methods/a.h", "/elsewhere/a.h",
                           "/usr/include/big/a.h", "/opt/gcc/a.h", "/a.h"}) {
    EXPECT_TRUE(folders.counts(path)) << path;
  }
  for (const char* path : {"/p/packages/tiny/a.h", "/usr/include/a.h", "/usr/include/huge/a.h",
                           "/usr/include/x86_64-linux-gnu/bits/a.h", "/opt/gcc/include/c++/vector",
                           "/usr/lib/gcc/x/12/include/stddef.h"}) {
    EXPECT_FALSE(folders.counts(path)) << path;
  }
}

}  // namespace
}  // namespace accel
