# SPDX-License-Identifier: Apache-2.0
# `accel sheet --caption --sort`: rows are chosen, then sorted, then cut to as many as are shown. A
# caption is a template of columns; it cannot break out of the page, and is of bounded length.
. "$(dirname "$0")/common.inc"

pictures 4 40 30
method rate 'accel::Dataset source = dataset("source");
accel::Writer out = append_to(source, accel::float64("score"), accel::text("note"));
void analysis(int slice) {
  out.map(source.rows(slice, accel::text("filename")), [](std::string_view name) {
    const std::string note = name == "03.jpg" ? std::string(5000, '"'x'"') : "<b>\n\"{" + std::string(name);
    const std::optional<double> score = name == "03.jpg" ? 1.25 : name == "01.jpg" ? -2.5 : 4;
    return std::tuple(name == "04.jpg" ? std::nullopt : score, note);
  });
}'
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("rate", {{"source", images}});'
expect_jobs "2 made, 0 reused"

captions() {
  expect_exit 0 accel sheet rate "$@"
  grep -o 'dir="auto">[^<]*<' sheet.html | tr -d '<' | cut -d '>' -f 2 | tr '\n' ','
}
expect_equal "$(captions --caption '{filename} {score:.1f}')" "01.jpg -2.5,02.jpg 4.0,03.jpg 1.2,04.jpg -,"
expect_equal "$(captions --sort score)" "01.jpg,03.jpg,02.jpg,04.jpg,"
expect_equal "$(captions --sort score --reverse)" "02.jpg,03.jpg,01.jpg,04.jpg,"
expect_equal "$(captions --sort filename --reverse --caption '{shape[0]}: {{{score}}}')" \
  "40: {-},40: {1.25},40: {4.0},40: {-2.5},"
# Rows are chosen before they are sorted, and sorted before they are cut.
expect_equal "$(captions --sort score --reverse --most 2)" "02.jpg,03.jpg,"
expect_said "2 of 4 rows are shown"
expect_equal "$(captions --sort score --reverse --rows 0,2-3 --where 'score is not absent')" "03.jpg,01.jpg,"
# Pictures go with their captions.
expect_exit 0 accel sheet rate --sort score --reverse --most 1
expect_text sheet.html "$(base64 -w 0 photos/02.jpg)" " · sorted by score, largest first · "
expect_no_text sheet.html "$(base64 -w 0 photos/01.jpg)"

expect_equal "$(captions --rows 0 --caption '{note}')" '&lt;b&gt;\x0a&quot;{01.jpg,'
expect_equal "$(captions --rows 2 --caption '{note}' | wc -c)" 401
for file in sheet.png sheet.jpg; do
  expect_exit 0 accel sheet rate --sort score --caption '{filename} {note}' -o $file
  expect_printed "$file: 4 pictures, "
done

# What cannot be.
refused() {
  code=$1
  text=$2
  shift 2
  expect_exit "$code" accel sheet "$@" -o refused.html
  expect_said "$text"
  expect_no_file refused.html
}
refused 1 "'{' has no closing '}'; write '{{' for a brace, at character 3 of 'a {score'" rate --caption 'a {score'
refused 1 "has no column 'scor' (did you mean 'score'?)" rate --caption '{scor}'
refused 1 "'2d' is not a format" rate --caption '{score:2d}'
refused 1 "column 'note' (text) is not a number" rate --caption '{note:.1f}'
refused 1 "column 'image' (bytes) has no order" rate --sort image
refused 1 "has no column 'scor' (did you mean 'score'?)" rate --sort scor
refused 1 "expected a column, found the end" rate --sort ''
refused 2 "--reverse requires --sort" rate --reverse
refused 2 "--sort is for the rows of one job" rate rate --sort score
refused 2 "--caption is for the rows of one job" rate rate --caption '{filename}'
expect_equal "$(accel complete -- 4 accel sheet rate --sort sc)" "score"
