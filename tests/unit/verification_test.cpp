// SPDX-License-Identifier: Apache-2.0
// What a check of jobs found, as the text and the JSON of accel verify receive it.
#include "view/verification.h"
#include "made_jobs.h"

#include "base/file.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

using Texts = std::vector<std::string>;

TEST(Verification, NamesAllJobsThatMustBeMadeAgain) {
  const TemporaryFolder folder;
  const Store store(folder.path() + "/dev");
  for (const char* id : {"dev-0", "dev-1"}) begin_job(store, id, "m");
  begin_job(store, "dev-2", "m", {"dev-0", "dev-1"});
  begin_job(store, "dev-3", "m", {"dev-1"});
  const auto path = [&](const std::string& id) { return store.job_path(id); };
  VerifyReport report;
  report.damages = {{path("dev-0"), "a", "is gone"}, {path("dev-0"), "b", "is cut"}};
  report.damages[1].others = {{path("dev-1"), "kept/b"}, {path("dev-2"), "kept/b"}};
  report.damages[1].more = 4;

  const Verification verified = look_at_findings(store, std::move(report));
  ASSERT_EQ(verified.jobs.size(), 1U);
  const Repair& repair = verified.jobs[0].repair;
  EXPECT_EQ(repair.holders, (Texts{path("dev-0"), path("dev-1"), path("dev-2")}));
  EXPECT_EQ(repair.readers, Texts{"dev-3"}) << "without those that hold the file themselves";
  EXPECT_EQ(verified.count(UnsoundJob::Kind::damaged), 3U);

  std::vector<Document> lines;
  each_document(verified, [&](const Document& line) { lines.push_back(line); });
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].at("also_in"), Document::array());
  EXPECT_EQ(lines[0].at("rebuilt"), (Texts{"dev-0", "dev-2"})) << "only dev-0 holds this file";
  EXPECT_EQ(json_line(lines[1]),
            R"({"job":"dev-0","file":"b","reason":"is cut","delete":")" + path("dev-0") +
                R"(","also_in":[{"job":"dev-1","file":"kept/b","delete":")" + path("dev-1") +
                R"("},{"job":"dev-2","file":"kept/b","delete":")" + path("dev-2") +
                R"("}],"more_names":4,"rebuilt":["dev-0","dev-1","dev-2","dev-3"]})");
  EXPECT_EQ(lines[2].at("damaged_jobs"), 3);
  EXPECT_EQ(lines[2].at("damages"), 2);
}

}  // namespace
}  // namespace accel
