# SPDX-License-Identifier: Apache-2.0
# Misspelt names, wrong types and missing values: one error that names the line of the script, with a
# suggestion, before any job is started.
. "$(dirname "$0")/common.inc"

pictures 3
mkdir methods
method follows 'accel::Job earlier = job("earlier"); int synthesis() { return 1; }'
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  auto shapes = urd.build("shapehist", {{"source", images}});
  const std::string what = urd.args().empty() ? "" : urd.args()[0];
  if (what == "method") urd.build("thumbnailr", {{"source", images}});
  if (what == "option") urd.build("thumbnailer", {{"siz", {1, 2}}, {"source", images}});
  if (what == "dataset") urd.build("thumbnailer", {{"sorce", images}});
  if (what == "job") urd.build("follows", {{"earler", images}});
  if (what == "text") urd.build("thumbnailer", {{"quality", "high"}, {"source", images}});
  if (what == "real") urd.build("thumbnailer", {{"quality", 8.5}, {"source", images}});
  if (what == "size") urd.build("thumbnailer", {{"size", {1, 2, 3}}, {"source", images}});
  if (what == "word") urd.build("thumbnailer", {{"format", "jpg"}, {"source", images}});
  if (what == "all") urd.build("thumbnailer", {{"quality", "high"}, {"formt", "jpg"}, {"size", 5}});
  if (what == "twice") urd.build("thumbnailer", {{"quality", 1}, {"quality", 2}, {"source", images}});
  if (what == "missing") urd.build("export_images", {{"source", images}});
  if (what == "files") urd.build("import_images", {{"max_bad", 1}});
  if (what == "max_bad") urd.build("shapehist", {{"max_bad", -1}, {"source", images}});
  if (what == "fraction") urd.build("shapehist", {{"max_bad", 1.5}, {"source", images}});
  if (what == "number") urd.build("shapehist", {{"source", 7}});
  if (what == "many") urd.build("shapehist", {{"source", {images, images}}});
  if (what == "no job") urd.build("shapehist", {{"source", "dev-99"}});
  if (what == "no id") urd.build("shapehist", {{"source", "something"}});
  if (what == "no dataset") urd.build("shapehist", {{"source", shapes}});
  if (what == "other dataset") urd.build("shapehist", {{"source", images.id() + "/defalt"}});
  if (what == "no set") images.dataset("defalt");
  if (what == "no file") shapes.file("result.jsn");
  if (what == "no result") images.result();
  if (what == "no link") images.link_results("*.nothing");
  if (what == "no quality") urd.build("thumbnailer", {{"format", "jpeg"}, {"quality", 500}, {"max_bad", 9}, {"source", images}});
  if (what == "dataset for job") urd.build("follows", {{"earlier", images.dataset()}});
}
END
expect_jobs "2 made, 0 reused"
expect_case_fails "method" "there is no method 'thumbnailr'" "did you mean 'thumbnailer'?"
expect_case_fails "option" "'siz'" "did you mean 'size'?"
expect_case_fails "dataset" "'sorce'" "did you mean 'source'?"
expect_case_fails "job" "'earler'" "did you mean 'earlier'?"
expect_case_fails "text" "'quality'" "expected" "'high'"
expect_case_fails "real" "'quality'" "expected" "8.5"
expect_case_fails "size" "'size'" "expected"
expect_case_fails "word" "'format'" "jpg" "did you mean 'jpeg'?"
expect_case_fails "all" "'quality'" "'formt'" "did you mean 'format'?" "'size'" "'source' is missing"
expect_case_fails "twice" "'quality' is given twice"
expect_case_fails "missing" "option 'column' is missing"
expect_case_fails "files" "option 'files' is missing"
expect_case_fails "max_bad" "'max_bad'" "expected a count"
expect_case_fails "fraction" "'max_bad'" "expected a count"
expect_case_fails "number" "dataset 'source'" "expected a job or a dataset, got 7"
expect_case_fails "many" "dataset 'source'" "takes one"
expect_case_fails "no job" "there is no job dev-99"
expect_case_fails "no id" "'something'"
expect_case_fails "no dataset" "dev-1" "dataset"
expect_case_fails "other dataset" "'defalt'" "did you mean 'default'?"
expect_case_fails "no set" "'defalt'" "did you mean 'default'?"
expect_case_fails "no file" "job dev-1 has no file 'result.jsn'"
expect_case_fails "no result" "job dev-0 has no result"
expect_case_fails "no link" "no file of job dev-0 matches '*.nothing'"
expect_case_fails "dataset for job" "job 'earlier'" "dev-0/default"
expect_totals "0 made, 2 reused"
expect_equal "$(find "$jobs" -maxdepth 1 -name 'dev-*' | wc -l)" 2

# If a method rejects an option, no row is at fault, so the job fails however many rows may be bad.
expect_case_fails "no quality" "quality must be 1 to 100, not 500"
expect_totals "0 made, 2 reused, 1 failed"
