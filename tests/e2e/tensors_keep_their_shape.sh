# SPDX-License-Identifier: Apache-2.0
# Columns of tensors: how commands show them, other programs read them, and jobs keep their rows; and
# what happens when the shape is wrong.
. "$(dirname "$0")/common.inc"

method tensors 'accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("filename"), accel::tensor<float>("x", {2, 3}),
                             accel::tensor<std::uint8_t>("pixels", {1, 2, 2}));
  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      const accel::Bytes text = file.read();
      std::vector<float> x(6, static_cast<float>(text.size()));
      x[5] = 0.5F;
      return std::tuple(file.name(), x, std::vector<std::uint8_t>(text.begin(), text.end()));
    });
  }'
method sums 'accel::Dataset source = dataset("source");
  accel::Writer out = writer(accel::float64("sum"), accel::tensor<float>("twice", {3, 2}));
  void analysis(int slice) {
    const auto column = accel::tensor<float>("x", {2, 3});
    out.map(source.rows(slice, column), [](std::span<const float> x) {
      double sum = 0;
      std::vector<float> twice;
      for (float number : x) {
        sum += number;
        twice.push_back(2 * number);
      }
      return std::tuple(sum, twice);
    });
  }'
method halves 'accel::Dataset source = dataset("source");
  accel::Writer out = keep_from(source);
  void analysis(int slice) {
    for (std::int64_t row = 0; row < source.row_count(slice); row += 2) out.keep(row);
  }'
mkdir data
printf 'abcd' >data/a
printf '\001\002\377\000' >data/b
printf 'abcde' >data/c
script 'auto tensors = urd.build("tensors", {{"files", accel::glob("data/*")}, {"max_bad", 1}});
  urd.build("sums", {{"source", tensors}});
  urd.build("halves", {{"source", tensors}});'
echo "slices = 1" >accel.toml
expect_jobs "3 made, 0 reused"
expect_text "$jobs/dev-0/bad.jsonl" "column 'pixels': expected 1x2x2 = 4 numbers, got 5"

expect_exit 0 accel ds dev-0
expect_printed "tensor<float32, 2x3>" "tensor<uint8, 1x2x2>"
expect_exit 0 accel cat dev-0
expect_printed "a	[4.0,4.0,4.0,4.0,4.0,0.5]	[97,98,99,100]" "	[1,2,255,0]"
expect_exit 0 accel cat dev-0 --format jsonl -c pixels
expect_printed '{"pixels":[1,2,255,0]}' '{"pixels":null}'
expect_exit 0 accel hist dev-0 pixels
expect_printed "pixels  tensor<uint8, 1x2x2>  8 values, 1 absent" "min 0  max 255"
expect_exit 0 accel cat dev-1
expect_printed "20.5	[8.0,8.0,8.0,8.0,8.0,1.0]"
expect_exit 0 accel cat dev-2 -c pixels
expect_equal "$(tr '\n' ' ' <"$out")" "pixels [97,98,99,100]  "

# In an exported file, too, the shape is in the metadata.
expect_exit 0 accel export dev-0 -o rows.arrow
if command -v node >/dev/null && [ -d "${ACCEL_NODE_MODULES:-}" ]; then
  for file in rows.arrow "$jobs/dev-0/DS/default/x.0.arrow"; do
    node "$ACCEL_SOURCE_DIR/tests/support/read_arrow.mjs" "$file" >"$out" 2>"$err" || fail "apache-arrow refuses it"
    expect_printed '"metadata":{"accel:shape":"[2,3]"}' '[4,4,4,4,4,0.5]'
    node "$ACCEL_SOURCE_DIR/tests/support/read_polars.mjs" "$file" >"$out" 2>"$err" || fail "polars refuses it"
    expect_printed '[4,4,4,4,4,0.5]'
  done
fi

# Rows of an earlier job are kept, in all jobs.
printf 'dcba' >data/d
expect_jobs "3 made, 0 reused"
expect_computed "1 1 2"
expect_as_from_nothing tensors sums halves

# Another shape of the same numbers is another type.
sed -i 's/"twice", {3, 2}/"twice", {6, 1}/' methods/sums.cpp
expect_jobs "1 made, 2 reused"
expect_exit 1 accel diff dev-4 dev-6
expect_printed "tensor<float32, 3x2>" "tensor<float32, 6x1>"
sed -i 's/"x", {2, 3}/"x", {3, 2}/' methods/sums.cpp
expect_failure 1 "column 'x' of dev-3/default is tensor<float32, 2x3>, read as tensor<float32, 3x2>"
sed -i 's/"x", {3, 2}/"x", {2, 3}/; s/"twice", {6, 1}/"twice", {3, 0}/' methods/sums.cpp
expect_failure 1 "column 'twice': each side of its shape must be at least 1, not 3x0"

# A file whose shape does not fit its numbers is damaged.
file=$jobs/dev-0/DS/default/x.0.arrow
chmod u+w "$file"
sed -i 's/\[2,3\]/[3,3]/g' "$file"
expect_exit 1 accel cat dev-0
expect_one_error "$file: damaged column file: its shape '[3,3]' is not one of 6 numbers"
expect_exit 1 accel verify dev-0
