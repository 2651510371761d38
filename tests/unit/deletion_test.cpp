// SPDX-License-Identifier: Apache-2.0
// What gc did, as the text and the JSON of accel gc receive it.
#include "view/deletion.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

TEST(Deletion, CountsOnlyJobsThatAreNotKept) {
  JobRecord record;
  record.id = "dev-4";
  record.method = "shrink";
  record.state = JobState::failed;
  record.ended = 0;
  record.disk = 4096;
  const Candidate candidate{&record, "failed"};
  Deletion deletion{true, 10000, 7};
  deletion.add({candidate, "in use"});
  deletion.add({candidate, "", 1024});
  EXPECT_EQ(json_line(document(deletion.jobs[0])),
            R"({"event":"job","outcome":"kept","job":"dev-4","method":"shrink","state":"failed",)"
            R"("ended":"1970-01-01T00:00:00Z","bytes":4096,"reason":"failed; in use"})");
  EXPECT_EQ(deletion.jobs[1].outcome, "deleted");
  EXPECT_EQ(deletion.jobs[1].reason, "failed");
  EXPECT_EQ(deletion.jobs[1].bytes, 1024U) << "what is free, not the size of the job";
  EXPECT_EQ(json_line(document(deletion)),
            R"({"event":"totals","deleted":true,"jobs":1,"bytes":1024,"left_over_bytes":7,)"
            R"("of_bytes":10000,"methods":{"shrink":{"jobs":1,"bytes":1024}}})");
}

}  // namespace
}  // namespace accel
