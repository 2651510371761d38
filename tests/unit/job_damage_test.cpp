// SPDX-License-Identifier: Apache-2.0
// The JSON of a job directory, damaged in every way there is: cut at every length, every bit
// flipped, every value another. Whoever reads it gets an Error that names the file, or data.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>

#include "base/json.h"
#include "dataset/manifest.h"
#include "job/post_file.h"
#include "job/setup.h"
#include "run/failure.h"

namespace accel {
namespace {

JobSetup sample_setup() {
  JobSetup setup;
  setup.job = "dev-1";
  setup.task.method = "m";
  setup.task.options = {{"size", Value::List{640, 338}}, {"name", "x"}};
  setup.task.datasets["source"] = {{"dev-0", "default"}};
  setup.task.datasets["more"] = {{"dev-0", "a"}, {"dev-0", "b"}};
  setup.task.jobs["other"] = {"dev-0"};
  setup.task.jobs["none"] = {};
  setup.task.lists = {"more"};
  setup.task.files["files"] = {3, "120ff3bd93dfbf782fc473e72195c99c", "/photos"};
  setup.task.key = "120ff3bd93dfbf782fc473e72195c99c";
  setup.environment.workdirs = {{"dev", "/w/dev"}};
  setup.origin.versions = {{"accel", "1"}};
  setup.environment.plugin = {"/p.so", {"m.cpp"}, "g++", {"-O2"}, {}};
  return setup;
}

Document sample_manifest() {
  Manifest manifest;
  manifest.name = "default";
  manifest.rows = {3, 4};
  manifest.parent = Reference{"dev-0", "default"};
  const Digest checksum = parse_digest("120ff3bd93dfbf782fc473e72195c99c");
  const ColumnParts parts = {{{"v.0.arrow", 3, 0, 10, checksum}, {"v.1.arrow", 4, 1, 20, checksum}},
                             {{{0, 0, 3, 0, 0}}, {{1, 0, 4, 1, 0}}}};
  manifest.columns = {
      {list<float>("v", 3), true, {"dev-1", "default"}, {0, 1}, 30, Value(), Value(), {}, parts},
      {int64("n"), true, {"dev-0", "default"}, {0, 1}, 30, Value(-1), Value(7), checksum, {}}};
  return manifest_document(manifest);
}

Document sample_post() {
  const Document file = {{"name", "a.txt"}, {"size", 3}, {"checksum", "120ff3bd93dfbf78"}};
  Document post = {{"format", 1},
                   {"job", "dev-1"},
                   {"method", "m"},
                   {"keys", {"120f"}},
                   {"seconds", {{"total", 0.5}}},
                   {"rows", 7},
                   {"bad_rows", 0},
                   {"kept_slices", 2},
                   {"bytes", 3},
                   {"checksum", ""},
                   {"own", {file, file}},
                   {"files", {file}}};
  post["checksum"] = post_checksum(post);
  return post;
}

class JobDamage : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  /// Whether reading `text` as the file `name` is an error; the error is to name it.
  bool is_error(const std::string& name, std::string_view text,
                const std::function<void()>& read) const {
    // Not emptied first: ext4 then writes it to disk each time that it is closed.
    const Fd fd = open_file(path(name), O_WRONLY | O_CREAT);
    write_all(fd, name, text);
    EXPECT_EQ(::ftruncate(fd.get(), static_cast<off_t>(text.size())), 0);
    try {
      read();
    } catch (const Error& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with(path(name))) << error.what();
      return true;
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what() << " from " << text;
    }
    return false;
  }

  /// Tries every damage; returns how many texts were read without an error.
  int damage(const std::string& name, const Document& document,
             const std::function<void()>& read) const {
    const std::string whole = json_text(document);
    EXPECT_FALSE(is_error(name, whole, read));
    for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
      EXPECT_TRUE(is_error(name, std::string_view(whole).substr(0, size), read)) << size;
    }
    int silent = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        std::string text = whole;
        text[at] = static_cast<char>(text[at] ^ flip);
        silent += is_error(name, text, read) ? 0 : 1;
      }
    }
    const Document others[] = {nullptr,      true,
                               -1,           7.5,
                               1e300,        UINT64_MAX,
                               "x",          Document::array(),
                               {1, -1},      Document::object(),
                               {{"x", {1}}}, {"x", nullptr}};
    const Document flat = document.flatten();
    for (const auto& [pointer, value] : flat.items()) {
      for (Document::json_pointer place(pointer); !place.empty(); place.pop_back()) {
        for (const Document& other : others) {
          Document changed = document;
          changed[place] = other;
          is_error(name, json_text(changed), read);
        }
      }
    }
    return silent;
  }

  TemporaryFolder folder_;
};

TEST_F(JobDamage, IsAnErrorInSetupOrData) {
  damage("setup.json", setup_document(sample_setup()), [&] { read_setup(folder_.path()); });
}

TEST_F(JobDamage, IsAnErrorInSetupWithoutSlicesOrOfAnySize) {
  Document setup = setup_document(sample_setup());
  const auto read = [&] { read_setup(folder_.path()); };
  for (const int slices : {0, -1}) {
    setup["slices"] = slices;
    EXPECT_TRUE(is_error("setup.json", json_text(setup), read));
  }
  const std::int64_t terabyte = std::int64_t{1} << 40;
  ASSERT_EQ(::truncate(path("setup.json").c_str(), terabyte), 0);
  EXPECT_THROW(read(), Error);
}

TEST_F(JobDamage, IsAnErrorInAManifestOrData) {
  make_folders(path("DS/default"));
  damage("DS/default/dataset.json", sample_manifest(), [&] {
    read_manifest({"dev-1", "default"}, folder_.path());
  });
}

TEST_F(JobDamage, IsAnErrorInPostOrData) {
  damage("post.json", sample_post(), [&] {
    find_summary(folder_.path());
    read_files(folder_.path());
  });
  Document post = sample_post();
  post["kept_slices"] = "x";
  EXPECT_TRUE(is_error("post.json", json_text(post), [&] { find_summary(folder_.path()); }));
  post.erase("kept_slices");
  EXPECT_FALSE(is_error("post.json", json_text(post), [&] { find_summary(folder_.path()); }));
}

TEST_F(JobDamage, IsFoundInPostWhereverItChangesAnything) {
  const std::string whole = json_text(sample_post());
  const auto read = [&] { read_post(folder_.path()); };
  EXPECT_FALSE(is_error("post.json", whole, read));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string text = whole;
    for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
      text[at] = static_cast<char>(whole[at] ^ flip);
      if (is_error("post.json", text, read)) continue;
      EXPECT_EQ(parse_json(text, ""), sample_post()) << "at " << at << " by " << flip;
    }
  }
}

TEST_F(JobDamage, IsAnErrorInAFailureOrData) {
  const Failure failure{"analysis", 1, 17, "what", "printed", false};
  damage("error.json", failure_document(failure), [&] { find_failure(folder_.path()); });
}

TEST_F(JobDamage, IsAnErrorWhenJsonIsNestedWithoutEnd) {
  for (const std::string open : {"[", "{\"a\":"}) {
    std::string text = "{\"format\":1,\"options\":";
    for (int i = 0; i < 1'000'000; ++i) text += open;
    EXPECT_TRUE(is_error("setup.json", text, [&] { read_setup(folder_.path()); }));
  }
  std::string deep(900, '[');
  EXPECT_EQ(parse_json(deep + std::string(900, ']'), "").size(), 1U);
  EXPECT_EQ(parse_json("\"" + std::string(5000, '[') + "\\\"\"", "").type(),
            Document::value_t::string);
}

TEST_F(JobDamage, IsTheErrorOfAFileThatIsNone) {
  make_folders(path("setup.json"));
  EXPECT_THROW(read_setup(folder_.path()), SystemError);
  remove_tree(path("setup.json"));
  ASSERT_EQ(::mkfifo(path("setup.json").c_str(), 0600), 0);
  EXPECT_THROW(read_setup(folder_.path()), Error) << "a pipe that nobody writes to";
}

}  // namespace
}  // namespace accel
