# SPDX-License-Identifier: Apache-2.0
# `accel why` tells what a job differs in from the one before, down to the root cause, for each kind of
# change; the line of the job tells the first reason.
. "$(dirname "$0")/common.inc"

# expect_why JOB TEXT...: accel why says these, each as (the end of) a line.
expect_why() {
  expect_exit 0 accel why "$1"
  shift
  for text; do
    grep -qE -e "(^|  )$text\$" "$out" || fail "did not tell: $text"
  done
}

mkdir photos shared
for name in a b c; do echo "$name" >"photos/$name.txt"; done
echo 'inline int step() { return 1; }' >shared/step.h
method list_files '  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("name"));
  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      if (file.size() > 10) throw accel::Error("too large");
      return file.name();
    });
  }'
method count '  int by = option("by", 1);
  accel::Dataset source = dataset("source");
  std::string id = source.job();  // so another job is another input, whatever is in it
  std::int64_t synthesis() {
    // counts
    return source.row_count() * by;
  }'
sed -i 's|^struct|#include "../shared/step.h"\nstruct|; s|\* by|* by * step()|' methods/count.cpp
method total 'accel::Job counted = job("counted");
  std::int64_t synthesis() { return counted.result_as<std::int64_t>(); }'
cat >build.cpp <<'END'
#include <accel/build.h>
void accel_main(accel::Urd& urd) {
  const int by = urd.args().empty() ? 1 : std::stoi(urd.args()[0]);
  const int bad = urd.args().size() < 2 ? 0 : std::stoi(urd.args()[1]);
  auto files = urd.build("list_files", {{"files", accel::glob("photos/*")}, {"max_bad", bad}});
  auto counted = urd.build("count", {{"by", by}, {"source", files}});
  urd.build("total", {{"counted", counted}});
}
END

# Never built before.
expect_jobs "3 made, 0 reused"
expect_why dev-0 'dev-0 \(list_files\): never built before'

# An option; and what follows from it.
expect_jobs "2 made, 1 reused" build.cpp -- 2
expect_printed "(option by: 1 became 2)" "(counted: dev-1 became dev-3)"
expect_why dev-3 'dev-3 \(count\), compared with dev-1:' 'option by: 1 became 2'
expect_why total 'dev-4 \(total\), compared with dev-2:' 'counted: dev-1 became dev-3' \
  'dev-3 \(count\), compared with dev-1:' 'option by: 1 became 2'

# The method's source: lines; a comment and blank lines alone change nothing, a digit does.
sed -i 's|// counts|// counts the rows\n\n|' methods/count.cpp
expect_jobs "0 made, 3 reused"
sed -i 's|return source|std::int64_t rows = 0;\n    rows = source|; s|\* step();|+ step() - 1;\n    return rows;|' methods/count.cpp
expect_jobs "2 made, 1 reused"
expect_printed "(methods/count.cpp: 6 lines changed)"
expect_why dev-5 'dev-5 \(count\), compared with dev-1:' 'methods/count.cpp: 6 lines changed'
sed -i 's/step() - 1/step() - 2/' methods/count.cpp
expect_jobs "2 made, 1 reused"
expect_printed "(methods/count.cpp: 1 line changed)"

# A local header.
sed -i 's/return 1/return 2/' shared/step.h
expect_jobs "2 made, 1 reused"
expect_why count 'dev-9 \(count\), compared with dev-7:' 'shared/step.h: 1 line changed'

# A file is added, changed, removed, renamed; and what that does to those who read it.
echo d >photos/d.txt
expect_jobs "3 made, 0 reused"
expect_printed "(files: 1 added: d.txt)" "(source: dev-0/default became dev-11/default)"
expect_why list_files 'files: 1 added: d.txt'
expect_why total 'counted: dev-9 became dev-12' 'source: dev-0/default became dev-11/default' \
  'files: 1 added: d.txt'
echo more >>photos/b.txt
expect_jobs "3 made, 0 reused"
expect_why list_files 'dev-14 \(list_files\), compared with dev-11:' 'files: 1 changed: b.txt'
rm photos/b.txt
expect_jobs "3 made, 0 reused"
expect_why list_files 'files: 1 removed: b.txt'
mv photos/a.txt photos/aa.txt
expect_jobs "3 made, 0 reused"
expect_why list_files 'files: 1 renamed: a.txt became aa.txt'
for i in 1 2 3 4 5; do echo "new $i" >"photos/n$i.txt"; done
echo changed >photos/c.txt
expect_jobs "3 made, 0 reused"
expect_printed "(files: 5 added, 1 changed: c.txt)"
expect_why list_files 'files: 5 added, 1 changed: c.txt' 'added: n1.txt, n2.txt, n3.txt and 2 more'

# A flag in accel.toml: it is new, then gone.
printf '[compile]\nflags = ["-DFLAG"]\n' >accel.toml
expect_jobs "3 made, 0 reused"
expect_printed "(flag -DFLAG is new)"
expect_why list_files 'flag -DFLAG is new'
rm accel.toml
expect_jobs "0 made, 3 reused"

# Two things at once.
sed -i 's/step() - 2/step() - 3/' methods/count.cpp
expect_jobs "2 made, 1 reused" build.cpp -- 7
expect_printed "(methods/count.cpp: 1 line changed; and 1 more)"
expect_why count '.*: never built with these inputs; the nearest is dev-24:' 'option by: 1 became 7' \
  'methods/count.cpp: 1 line changed'

# A job that was deleted is made again, and that is why another is made.
rm -r "$jobs/dev-23"
expect_jobs "3 made, 0 reused"
expect_printed "(the same job, dev-23, is gone)"
expect_why list_files '.*: the same job, dev-23, is gone'
expect_why count 'source: dev-23/default became dev-31/default' \
  'dev-31 .*: the same job, dev-23, is gone'

# Forced.
expect_jobs "3 made, 0 reused" --force list_files build.cpp
expect_printed "(forced)"
expect_why list_files '.*: forced'

# Too many bad rows.
echo 'longer than allowed' >photos/z.txt
expect_exit 1 accel build build.cpp
expect_exit 0 accel why "$(basename "$(last_job)")"
expect_printed "files: 1 added: z.txt"
expect_jobs "3 made, 0 reused" build.cpp -- 1 1
expect_printed "failed before"
expect_why list_files '.* failed before, and was resumed; compared with .*:' 'files: 1 added: z.txt'
expect_exit 1 accel build build.cpp
expect_exit 0 accel why "$(basename "$(last_job)")"
expect_printed "has 1 bad row, 0 are allowed"

# The job that it was compared with is gone: what was noted then tells.
method lonely 'int by = option("by", 1); int synthesis() { return by; }'
printf '#include <accel/build.h>\nvoid accel_main(accel::Urd& urd) { urd.build("lonely", {{"by", std::stoi(urd.args()[0])}}); }\n' >lonely.cpp
expect_jobs "1 made, 0 reused" lonely.cpp -- 1
before=$(basename "$(last_job)")
expect_jobs "1 made, 0 reused" lonely.cpp -- 2
rm -r "${jobs:?}/$before"
expect_why lonely ".* \(lonely\): option by: 1 became 2 \(that was $before, which is gone\)"

# For machines.
expect_exit 0 accel why --json dev-3
expect_printed '"compared":"dev-1"' '"before":["1"],"now":["2"]' '"text":"option by: 1 became 2"'

# Without what is recorded when a job is made, as of jobs made long ago, and of damaged ones.
for id in dev-3 dev-11; do sed -i '/^  "why": {/,/^  }/d' "$jobs/$id/setup.json"; done
expect_why dev-3 'option by: 1 became 2'
expect_why dev-11 'files: 1 added: d.txt'
echo '{' >"$jobs/dev-3/setup.json"
expect_why dev-3 'option by: 1 became 2'
rm "$jobs/dev-3/key.txt"
expect_exit 1 accel why dev-3
expect_one_error "job dev-3 has no key.txt, so what it was made of is unknown"
