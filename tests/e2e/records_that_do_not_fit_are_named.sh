# SPDX-License-Identifier: Apache-2.0
# One of the records of a file has a field of a wrong type: the job's error names the record and the
# field, whichever phase reads the file.
. "$(dirname "$0")/common.inc"

echo '[{"title": "a", "tags": ["x"]}, {"title": "b", "tags": ["x", 3]}]' >records.json
cat >records.h <<'END'
#pragma once
#include <accel/method.h>
struct Record {
  std::string title;
  std::vector<std::string> tags;
};
ACCEL_FIELDS(Record, title, tags)
inline int count(const accel::Files& files) {
  std::size_t sum = 0;
  for (const accel::File& file : files.all()) {
    sum += accel::from_value<std::vector<Record>>(accel::Value::parse(file.read().text())).size();
  }
  return static_cast<int>(sum);
}
END
method reads_first 'accel::Files files = input_files("files");
  int prepare() { return count(files); }
  void analysis(int, int) {}'
method reads_last 'accel::Files files = input_files("files");
  int synthesis() { return count(files); }'
sed -i '1i #include "../records.h"' methods/*.cpp
script 'urd.build(urd.args().at(0), {{"files", accel::glob("*.json")}});'
expect_method_fails reads_first "item 1: field 'tags': item 1: expected text, got" "in prepare of reads_first"
expect_method_fails reads_last "item 1: field 'tags': item 1: expected text, got" "in synthesis of reads_last"
