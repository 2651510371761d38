// SPDX-License-Identifier: Apache-2.0
// Shared libraries that are loaded when they are needed.
#include "base/module.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace accel {
namespace {

void here() {}

template <class Steps>
std::string error_of(Steps steps) {
  try {
    steps();
    return "no error";
  } catch (const JobError& error) {
    return error.message();
  }
}

TEST(Module, HasTheFunctionsOfALibrary) {
  const auto library = Module::find_loaded("libc.so.6");
  ASSERT_TRUE(library.has_value());
  EXPECT_EQ(library->function<pid_t()>("getpid")(), ::getpid());
  EXPECT_EQ(library->find_symbol<int>("no_such_thing"), nullptr);
}

TEST(Module, NamesTheFileAndTheFunctionThatAreMissing) {
  EXPECT_EQ(error_of([] { Module::load("/no/such.so"); }),
            "cannot load '/no/such.so': /no/such.so: cannot open shared object file: "
            "No such file or directory");
  EXPECT_EQ(error_of([] { Module::find_loaded("libc.so.6")->function<void()>("no_such_thing"); }),
            "cannot load 'libc.so.6': it has no no_such_thing");
}

TEST(Module, IsLookedForBesideTheCodeThatAsks) {
  const std::string error = error_of([] { Module::beside(&here, "no_such.so"); });
  const std::size_t start = std::string("cannot load '").size();
  const std::string path = error.substr(start, error.find("':") - start);
  EXPECT_EQ(std::filesystem::path(path).filename(), "no_such.so");
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  EXPECT_TRUE(std::filesystem::equivalent("." / std::filesystem::path(path).parent_path(),
                                          program.parent_path()));
}

TEST(Module, IsNotLoadedToSeeWhetherItIs) {
  EXPECT_FALSE(Module::find_loaded("libaccel_image.so").has_value());
}

}  // namespace
}  // namespace accel
