#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A job whose map depends on more than its row keeps no rows of an earlier job. Its results are the
# same as those of a build in an empty workdir, and its line or post.json shows why.
. "$(dirname "$0")/common.inc"
mkdir methods texts fixed

cat >methods/texts.cpp <<'END'
#include <accel/method.h>

struct Texts : accel::CagedMethod {
  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("filename"), accel::int32("n"), accel::int32("m"));

  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      const int n = std::stoi(std::string(file.read().text()));
      return std::tuple(file.name(), n, n % 7);
    });
  }
};
ACCEL_METHOD(Texts)
END

# method NAME MEMBERS BODY: a method that appends a column to `source` with the body of analysis().
method() {
  cat >"methods/$1.cpp" <<END
#include <accel/method.h>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <set>

struct M : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int32("x"));
  $2
  void analysis(int slice) {
    auto rows = source.rows(slice, accel::int32("n"));
    $3
  }
};
ACCEL_METHOD(M)
END
  echo "  urd.build(\"$1\", {{\"source\", texts}});" >>calls
}

# accel notices these when it compiles or runs the method:
method mutable_function '' 'int k = 0; out.map(rows, [k](int n) mutable { return n + k++; });'
method row_number '' 'out.map(rows, [&](int n) { return n + static_cast<int>(rows.row()); });'
method row_name '' 'out.map(rows, [&](int n) { return n + rows.row_name()[0]; });'
method row_count '' 'out.map(rows, [&](int n) { return n + int(source.row_count()); });'
method job_id '' 'out.map(rows, [&](int n) { return n + (source.job() > "dev-1"); });'
method other_loop '' 'int sum = 0;
    for (int m : source.rows(accel::int32("m"))) sum += m;
    out.map(rows, [&](int n) { return n + sum; });'
method spans '' 'int sum = 0;
    for (auto ms : source.spans(accel::int32("m"))) sum = std::accumulate(ms.begin(), ms.end(), sum);
    out.map(rows, [&](int n) { return n + sum; });'
method plain_loop '' 'for (int n : rows) out.write(n);'
method map_and_loop 'accel::Writer log = writer(accel::int32("l")).named("log");' '
    out.map(rows, [&](int n) { log.write(n); return n; });'
method two_maps 'accel::Writer both = writer(accel::int32("y")).named("both");' '
    out.map(rows, [&](int n) { return n; });
    both.map(rows, [&](int n) { return n; });
    both.map(rows, [&](int n) { return -n; });'
method all_slices 'accel::Writer all = writer(accel::int32("y")).named("all");' '
    out.map(rows, [&](int n) { return n; });
    auto every = source.rows(accel::int32("n"));
    all.map(every, [&](int n) { return n; });'
method present_rows 'accel::Writer some = writer(accel::int32("y")).named("some");' '
    out.map(rows, [&](int n) { return n; });
    auto there = source.rows(slice, accel::int32("n")).present();
    some.map(there, [&](int n) { return n; });'
method saved_beside '' 'out.map(rows, [&](int n) { return n; });
    accel::save_file(std::to_string(slice) + ".txt", accel::Bytes(std::string_view("x")));'
save='const std::string name = std::to_string(n) + ".txt";
      accel::save_file(name, accel::Bytes(std::string_view(name)));'
method saved_and_read 'int synthesis() { return std::ifstream("105.txt").good() ? 1 : 0; }' "
    out.map(rows, [&](int n) { $save return n; });"
method saved_and_changed '' "out.map(rows, [&](int n) { $save
      std::ofstream(name, std::ios::app) << n;
      return n;
    });"
method saved_or_not '' 'const std::string folder = std::to_string(slice) + "/";
    out.map(rows, [&](int n) {
      try {
        accel::save_file(folder + std::to_string(n % 2), accel::Bytes(std::string_view("x")));
      } catch (const accel::JobError&) {
        return -n;
      }
      return n;
    });'
method plain_files '' 'std::ofstream log("log." + std::to_string(slice));
    out.map(rows, [&](int n) { log << n << "\\n"; return n; });'
method number_of_rows 'accel::Writer own = writer(accel::int32("k")).named("own");' '
    out.map(rows, [&](int n) { return n; });
    const auto count = static_cast<int>(rows.row());
    own.map(source.rows(slice, accel::int32("n")), [&](int n) { return n % 2 + count; });'
method in_order '' 'int sum = 0; out.map_in_order(rows, [&](int n) { return sum += n; });'
method beside_another 'accel::Dataset fixed = dataset("fixed");' 'int most = 0;
    for (int n : fixed.rows(slice, accel::int32("n"))) most = std::max(most, n);
    out.map(rows, [&](int n) { return n + most; });'
# accel notices these only when it computes rows again:
method captured_set '' 'std::set<int> seen;
    out.map(rows, [&](int n) { return seen.insert(n).second ? 1 : 0; });'
method counter '' 'int k = 0; out.map(rows, [&](int n) { return n + ++k; });'
method saves_again '' 'int k = 0;
    out.map(rows, [&](int n) {
      const std::string name = std::to_string(n) + "." + std::to_string(++k);
      accel::save_file(name, accel::Bytes(std::string_view("x")));
      return n;
    });'
method throws_again '' 'std::set<int> seen;
    out.map(rows, [&](int n) {
      if (!seen.insert(n).second) throw accel::JobError("it is there twice");
      return n;
    });'
method crashes_again '' 'std::set<int> seen;
    out.map(rows, [&](int n) { return seen.insert(n).second ? n : (std::abort(), 0); });'
method last_slice '' 'out.map(rows, [&](int n) { return n + (slice == slices() - 1 ? 1000 : 0); });'
method slice_number '' 'out.map(rows, [&](int n) { return n + 1000 * slice; });'

{
  echo '#include <accel/build.h>'
  echo 'void accel_main(accel::Urd& urd) {'
  echo '  auto texts = urd.build("texts", {{"files", accel::glob("texts/*.txt")}});'
  echo '  auto fixed = urd.build("texts", {{"files", accel::glob("fixed/*.txt")}});'
  sed '/beside_another/s/texts}/texts}, {"fixed", fixed}/' calls
  echo '}'
} >build.cpp
rm calls

for i in $(seq 100 123); do echo "$i" >"texts/$i.txt" && echo "$((i + 500))" >"fixed/$i.txt"; done
expect_exit 0 accel build build.cpp
expect_no_text "$out" "all rows"
echo 5 >texts/099.txt  # every later row moves, some into another slice
echo 7 >texts/200.txt
expect_exit 0 accel build build.cpp
grep -q '^made *texts .* 26 rows, 2 computed' "$out" || fail "the import computed its rows again"
# beside_another keeps the rows that stayed in their slice. So does last_slice, because its last
# slice lost no row.
[ "$(grep -c ' rows, [0-9]* computed' "$out")" = 3 ] || fail "a map kept rows that it must not keep"
grep -q '^made *beside_another .* computed' "$out" || fail "not even rows of one slice were kept"
# all_rows METHOD TEXT: the method's line says so.
all_rows() {
  grep -q "^made *$1 .* rows  (source: [^;]*; all rows: $2)\$" "$out" || fail "$1 does not say why"
}
reads() { all_rows "$1" "analysis() reads $2 of dev-[0-9]*/default apart from the rows of its map"; }
reads row_count "the row count"
reads job_id "the job"
reads other_loop "column 'm'"
reads spans "column 'm'"
! grep -q '^made *\(row_number\|plain_loop\|in_order\) .*all rows' "$out" ||
  fail "says that the predecessor was to blame"
expect_said "a row has different values; all rows are computed (if this is intended, use map_in_order())"
expect_no_text "$err" "accel: in_order"
for slice in 0 1 2 3 4 5 6 7; do
  [ -s "$jobs/latest/plain_files/log.$slice" ] || fail "log.$slice is not there, or is empty"
done
for method in $(ls methods | sed 's/\.cpp//'); do
  [ "$method" != texts ] || continue
  job=$(basename "$(readlink "$jobs/latest/$method")")
  grep -q '"computed_rows": [1-9]' "$jobs/$job/post.json" || fail "$job of $method computed nothing"
  echo "$method" >>methods.all
done

# A trial is not repeated in each build.
echo 9 >texts/201.txt
expect_exit 0 accel build build.cpp
! grep 'depends on more' "$err" | grep -qv '^accel: last_slice' || fail "a known reason was found again"
rm texts/201.txt
echo 10 >texts/202.txt
expect_exit 0 accel build build.cpp
! grep -q 'depends on more' "$err" || fail "a known reason was found again later"

# The results are right.
expect_exit 0 env ACCEL_WORKDIR="$work/nothing/dev" "$ACCEL" build build.cpp
while read -r method; do
  job=$(basename "$(readlink "$jobs/latest/$method")")
  fresh=$work/nothing/dev/$(basename "$(readlink "$work/nothing/dev/latest/$method")")
  for dataset in $(ls "$jobs/$job/DS"); do
    accel cat "$job/$dataset" >"$work/kept" || fail "cannot read $job/$dataset"
    ACCEL_WORKDIR=$work/nothing/dev "$ACCEL" cat "$(basename "$fresh")/$dataset" >"$work/fresh" ||
      fail "cannot read $dataset of $fresh"
    [ "$method" = job_id ] || cmp "$work/kept" "$work/fresh" ||
      fail "$method: $dataset differs from a build from nothing"
  done
done <methods.all

# The number of slices matters only if the method reads it.
cat >methods/slice_count.cpp <<'END'
#include <accel/method.h>

struct SliceCount : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int32("x"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::int32("n")), [&](int n) { return n + slices(); });
  }
};
ACCEL_METHOD(SliceCount)
END
cat >few.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  urd.build("slice_count", {{"source", urd.build("texts", {{"files", accel::glob("texts/*.txt")}})}});
}
END
rm texts/202.txt
expect_exit 0 accel build few.cpp
rm texts/099.txt
expect_exit 0 accel build few.cpp
grep -q '^made *slice_count .* 25 rows, 0 computed' "$out" || fail "not all rows were kept"
rm texts/100.txt
expect_exit 0 accel build few.cpp --slices 3
grep -q '^made *texts .* 24 rows, 0 computed' "$out" || fail "the import did not keep its rows"
grep -q '^made *slice_count .* 24 rows  (.*; all rows: analysis() reads the number of slices, and the job has another number of slices)' "$out" ||
  fail "rows of other slices were kept"
grep -qx 107 <<END || fail "a row was not computed again"
$(accel cat slice_count -c x --no-header | sed -n 4p)
END

# The inputs that the rows come from must correspond.
cat >methods/several.cpp <<'END'
#include <accel/method.h>

struct Several : accel::Method {
  std::vector<accel::Dataset> sources = datasets("sources");
  accel::Writer out = writer(accel::int32("x"));

  void analysis(int slice) {
    out.map(sources.at(0).rows(slice, accel::int32("n")), [](int n) { return n; });
  }
};
ACCEL_METHOD(Several)
END
cat >several.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  std::vector<accel::Job> texts;
  for (const std::string& folder : urd.args()) {
    texts.push_back(urd.build("texts", {{"files", accel::glob(folder + "/*.txt")}}));
  }
  urd.build("several", {{"sources", texts}});
}
END
cp -r fixed others
rm others/100.txt
expect_exit 0 accel build several.cpp -- fixed
expect_exit 0 accel build several.cpp -- fixed others
expect_printed "; all rows: its datasets do not correspond one to one to those that dev-"

# Each job that never keeps rows says why.
why() {
  job=$(basename "$(readlink "$jobs/latest/$1")")
  grep -q "\"all_rows\": \".*$2" "$jobs/$job/post.json" || fail "$job of $1 does not say why"
}
why mutable_function "is mutable"
why row_number "the number or the name of its row"
why row_name "the number or the name of its row"
why plain_loop "is not filled by one map alone"
why map_and_loop "is not filled by one map alone"
why two_maps "is not filled by one map alone"
why all_slices "does not go over the rows of its slice"
why present_rows "present"
why in_order "map_in_order() needs all rows"
why saved_beside "saves files outside of a map"
why saved_and_read "may read the files that rows save"
why saved_and_changed "otherwise than by save_file"
why saved_or_not "save_file() failed, and the job went on"
why saves_again "saves different files"
why plain_files "otherwise than by save_file"
why throws_again "depends on more than its row"
why crashes_again "depends on more than its row"
why captured_set "depends on more than its row"
why counter "depends on more than its row"
why slice_number "depends on more than its row"
