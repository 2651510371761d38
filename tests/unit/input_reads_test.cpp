// SPDX-License-Identifier: Apache-2.0
// The record of what a job reads of its datasets. e2e/jobs_whose_inputs_read_the_same_are_reused.sh
// checks what methods add to it.
#include "dataset/input_reads.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

std::string text(const InputReads& reads) { return json_line(reads_document(reads)); }

const InputReads kReads = {{{"dev-0", "default"}, {{"b", "a"}, true, false, false, false}},
                           {{"dev-1", "odd"}, {{}, false, true, true, true}}};

TEST(InputReads, AreReadBackAsTheyWereWritten) {
  EXPECT_EQ(text(kReads), R"({"dev-0/default":{"columns":["a","b"],"borders":true},)"
                          R"("dev-1/odd":{"columns":[],"list":true,"all":true,"id":true}})");
  EXPECT_EQ(text(read_reads({{"inputs", reads_document(kReads)}}, "post.json")), text(kReads));
}

TEST(InputReads, OfAReportThatDoesNotSayAreAnError) {
  EXPECT_THROW(read_reads(Document::object(), "post.json"), Error);
  EXPECT_THROW(read_reads({{"inputs", 1}}, "post.json"), Error);
  EXPECT_THROW(read_reads({{"inputs", {{"dev-0/default", 1}}}}, "post.json"), Error);
}

TEST(InputReads, AddUp) {
  InputReads reads = {{{"dev-0", "default"}, {{"c"}, false, true, false, false}}};
  add_reads(reads, kReads);
  EXPECT_EQ(text(reads), R"({"dev-0/default":{"columns":["a","b","c"],"borders":true,"list":true},)"
                         R"("dev-1/odd":{"columns":[],"list":true,"all":true,"id":true}})");
}

TEST(InputReads, OfDatasetsThatTakeThePlaceOfOthersAddUp) {
  const Reference now{"dev-7", "default"};
  const InputReads reads =
      with_datasets(kReads, {{{"dev-0", "default"}, now}, {{"dev-1", "odd"}, now}});
  EXPECT_EQ(text(reads), R"({"dev-7/default":{"columns":["a","b"],"borders":true,"list":true,)"
                         R"("all":true,"id":true}})");
}

TEST(InputReads, AreOfTheRecordThatWasBegunLast) {
  begin_input_reads();
  note_input_column({"dev-0", "default"}, "a");
  begin_input_reads();
  note_input({"dev-1", "default"}, &DatasetReads::borders);
  EXPECT_EQ(text(input_reads()), R"({"dev-1/default":{"columns":[],"borders":true}})");
}

}  // namespace
}  // namespace accel
