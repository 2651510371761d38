# SPDX-License-Identifier: Apache-2.0
# near_duplicates lists pairs of near hashes and rows of equal ones, with their names, in slice 0.
# Too many pairs are an error that names the option.
. "$(dirname "$0")/common.inc"

# Each file holds a hash, or nothing.
method hashes 'accel::Files files = input_files("files");
  accel::Writer out = writer(accel::uint64("hash"), accel::text("filename"));
  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      const std::string text(file.read().text());
      std::optional<std::uint64_t> hash;
      if (!text.empty()) hash = std::stoull(text, nullptr, 16);
      return std::tuple(hash, file.name());
    });
  }'
mkdir hashes
hash() { printf '%s' "$2" >"hashes/$1"; }
hash a ffffffffffffffff
hash b 0
hash c fffffffffffffff0
hash d ''
hash e 0
hash f 1
hash g ffff
near_script() {  # MORE OPTIONS
  script "auto hashes = urd.build(\"hashes\", {{\"files\", accel::glob(\"hashes/*\")}});
  urd.build(\"near_duplicates\", {{\"source\", hashes}, {\"column\", \"hash\"}$1});"
}
rows() { accel cat "$@" --no-header | tr '\t\n' ' |'; }

near_script ""
expect_jobs "2 made, 0 reused"
expect_equal "$(rows near_duplicates)" "0 2 4 a c|1 5 1 b f|"
expect_equal "$(rows near_duplicates --slices 0)" "$(rows near_duplicates)"
expect_equal "$(rows near_duplicates/equal)" "0 1 b|0 4 e|"
expect_equal "$(tr -d ' \n' <"$jobs/latest/near_duplicates/result.json")" \
  '{"equal_groups":1,"equal_rows":2,"hashed_rows":6,"pairs":2,"rows":7}'
expect_exit 0 accel verify

# Another row.
hash h 3
expect_jobs "2 made, 0 reused"
expect_equal "$(rows near_duplicates)" "0 2 4 a c|1 5 1 b f|1 7 2 b h|5 7 1 f h|"
expect_as_from_nothing near_duplicates near_duplicates/equal

near_script ', {"within", 16}, {"max_pairs", 5}'
expect_failure 1 "more than 5 pairs of hashes differ in at most 16 bits" "raise max_pairs"
near_script ', {"within", 17}'
expect_failure 1 "within must be from 0 to 16"
near_script ', {"within", 16}, {"max_pairs", 7}'
expect_jobs "1 made, 1 reused"
expect_nothing_running
