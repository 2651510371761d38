// SPDX-License-Identifier: Apache-2.0
// What a new file does where others write as well, on file systems that lack this or that.
#include "base/new_file.h"

#include "base/file.h"
#include "base/sys.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <map>
#include <utility>

namespace accel {
namespace {

using Replace = NewFile::Replace;

/// A file system in which some calls fail; and somebody else who writes the same file, just before
/// it gets its name.
class Lacking final : public sys::Hook {
 public:
  explicit Lacking(std::map<std::string, int> errors) : errors_(std::move(errors)) {
    sys::hook = this;
  }
  Lacking(const Lacking&) = delete;
  Lacking& operator=(const Lacking&) = delete;
  ~Lacking() override { sys::hook = nullptr; }

  void write_at_last_moment(std::string path) { theirs_ = std::move(path); }
  /// Their names, in order.
  const std::string& calls() const { return calls_; }

  int before(sys::Call& call) override {
    const std::string name = call.name;
    calls_ += name + " ";
    const bool names = name == "link" || name == "rename";
    if (names && !theirs_.empty()) {
      sys::hook = nullptr;
      write_file(std::exchange(theirs_, ""), "theirs");
      sys::hook = this;
    }
    const bool is_first = times_[name]++ == 0;
    const auto error = errors_.find(is_first ? "first " + name : name);
    return error == errors_.end() ? 0 : error->second;
  }
  void after(const sys::Call&) override {}

 private:
  std::map<std::string, int> errors_;
  std::string theirs_;
  std::string calls_;
  std::map<std::string, int> times_;  ///< that each was called
};

/// The first of the two files that are opened has no name.
const std::map<std::string, int> kOrdinary;
const std::map<std::string, int> kWithNamesOnly = {{"first open", EOPNOTSUPP}};
const std::map<std::string, int> kWithoutLinks = {{"first open", EOPNOTSUPP},
                                                  {"first link", EPERM}};
/// Where no file can be made that was not there before but by looking first.
const std::map<std::string, int> kOldest[] = {
    {{"first open", EISDIR}, {"first link", EPERM}, {"first rename", EINVAL}},
    {{"first open", EISDIR}, {"first link", EOPNOTSUPP}, {"first rename", ENOSYS}}};
const std::map<std::string, int> kFileSystems[] = {kOrdinary, kWithNamesOnly, kWithoutLinks};

TEST(NewFile, IsThereAloneWhenItIsFinished) {
  for (const auto& errors : kFileSystems) {
    for (const Replace replace : {Replace::no, Replace::yes}) {
      const TemporaryFolder folder;
      const std::string path = folder.path() + "/a";
      const Lacking lacking(errors);
      NewFile file(path, replace);
      file.write("ours");
      file.finish();
      EXPECT_EQ(read_file(path), "ours");
      EXPECT_EQ(list_folder(folder.path()), std::vector<std::string>{"a"});
    }
  }
}

TEST(NewFile, IsThereAloneWhereAllElseFails) {
  for (const auto& errors : kOldest) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/a";
    const Lacking lacking(errors);
    NewFile file(path, Replace::no);
    file.write("ours");
    file.finish();
    EXPECT_EQ(read_file(path), "ours");
    EXPECT_EQ(list_folder(folder.path()), std::vector<std::string>{"a"});
  }
}

TEST(NewFile, ReplacesNothingThatIsThereWhereAllElseFails) {
  for (const auto& errors : kOldest) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/a";
    const std::string other = folder.path() + "/b";
    write_file(other, "theirs");
    const Lacking lacking(errors);
    NewFile file(path, Replace::no);
    file.write("ours");
    ASSERT_EQ(::rename(other.c_str(), path.c_str()), 0);
    EXPECT_THROW(file.finish(), Error);
    EXPECT_EQ(read_file(path), "theirs");
  }
}

TEST(NewFile, ReplacesNothingThatAppearsAtTheLastMoment) {
  for (const auto& errors : kFileSystems) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/a";
    Lacking lacking(errors);
    try {
      NewFile file(path, Replace::no);
      file.write("ours");
      lacking.write_at_last_moment(path);
      file.finish();
      FAIL() << "it was replaced";
    } catch (const Error& error) {
      EXPECT_EQ(error.message(), "'" + path + "' already exists");
    }
    EXPECT_EQ(read_file(path), "theirs");
    EXPECT_EQ(list_folder(folder.path()), std::vector<std::string>{"a"});
  }
}

TEST(NewFile, IsOnDiskWithItsName) {
  const TemporaryFolder folder;
  Lacking lacking({});
  NewFile file(folder.path() + "/a", Replace::no);
  file.finish();
  const std::string& calls = lacking.calls();
  EXPECT_NE(calls.find("fsync", calls.find("link")), std::string::npos) << calls;
}

}  // namespace
}  // namespace accel
