// SPDX-License-Identifier: Apache-2.0
// JSON that anybody may have written: a member that is not as expected counts as missing.
#include "base/json.h"

#include "base/file.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

TEST(JsonOrNull, IsNullForWhatIsNotJsonNotThereOrTooDeep) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/x.json";
  EXPECT_TRUE(json_or_null(path).is_null());
  const std::string deep = std::string(2000, '[') + std::string(2000, ']');
  for (const std::string& text : {std::string("{"), std::string(), deep}) {
    write_file(path, text);
    EXPECT_TRUE(json_or_null(path).is_null());
  }
  write_file(path, R"({"a": 1})");
  EXPECT_EQ(find_member<int>(json_or_null(path), "a"), 1);
}

TEST(WriteJson, WritesAsManyLevelsAsCanBeRead) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/x.json";
  Document json = Document::array();
  for (int level = 1; level < 1000; ++level) json = Document::array({std::move(json)});
  write_json(path, json);
  EXPECT_EQ(read_json(path), json);
  try {
    write_json(path, Document::object({{"one more", json}}));
    FAIL() << "wrote what cannot be read";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(),
              path + ": its contents are nested too deeply: accel reads at most 1000 levels");
  }
}

TEST(FindMember, IsNothingWhereTheMemberIsNotOfTheType) {
  const Document json = {{"text", "a"}, {"list", {"a", 1}}, {"large", 3'000'000'000}};
  EXPECT_EQ(find_member<std::string>(json, "text"), "a");
  EXPECT_FALSE(find_member<int>(json, "text"));
  EXPECT_FALSE(find_member<int>(json, "large"));
  EXPECT_FALSE(find_member<std::vector<std::string>>(json, "list"));
  EXPECT_FALSE(find_member<int>(json, "other"));
  EXPECT_FALSE(find_member<int>(Document("text"), "other"));
  EXPECT_TRUE(json_member(json, "other").is_null());
  EXPECT_TRUE(json_member(Document(), "other").is_null());
  EXPECT_TRUE(json_member_list(json, "text").empty());
}

TEST(TakeMember, LeavesTheValueWhereTheMemberIsNotOfTheType) {
  const Document json = {{"text", "a"}, {"number", 2}};
  std::string text = "before";
  take_member(json, "other", text);
  take_member(json, "number", text);
  take_member(Document(), "text", text);
  EXPECT_EQ(text, "before");
  take_member(json, "text", text);
  EXPECT_EQ(text, "a");
}

}  // namespace
}  // namespace accel
