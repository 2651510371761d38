# SPDX-License-Identifier: Apache-2.0
# A file that changes or vanishes between the hashing and the import fails the job, which names it.
. "$(dirname "$0")/common.inc"

pictures 3
# The first slice to run spoils what the others are about to read.
method spoiler '
  accel::Files files = input_files("files");
  std::string how = option("how", "rm");
  int prepare() { return std::system((how + " '"$project"'/photos/02.jpg").c_str()); }
  std::int64_t analysis(int slice, const int&) {
    std::int64_t bytes = 0;
    for (const accel::File& file : files.slice(slice)) bytes += static_cast<std::int64_t>(file.read().size());
    return bytes;
  }'
script 'urd.build("spoiler", {{"files", accel::glob("photos/*.jpg")}});'
expect_failure 1 "02.jpg" "No such file" "build.cpp:3" "in analysis of spoiler (dev-0)"
pictures 3
script 'urd.build("spoiler", {{"how", "echo more >>"}, {"files", accel::glob("photos/*.jpg")}});'
expect_failure 1 "02.jpg" "changed" "build.cpp:3" "in analysis of spoiler (dev-1)"
expect_finished 0
expect_file "$jobs/dev-0/error.json" "$jobs/dev-1/error.json"
expect_nothing_running
