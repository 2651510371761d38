# SPDX-License-Identifier: Apache-2.0
# Expressions on rows: filter_rows keeps the rows for which one is true, without a copy of a value,
# also when rows are added. --where chooses rows in the same way. A method that takes an expression
# depends on the columns that it names.
. "$(dirname "$0")/common.inc"
. "$ACCEL_SOURCE_DIR/tests/e2e/rows.inc"
make_rows

# The commands that show rows.
numbers() { accel cat dev-0 -c i --no-header "$@" | tr '\n' ' '; }
expect_equal "$(numbers --where 'i >= 1')" "1 3 4 "
expect_equal "$(numbers --where 'i >= 1' --head 1)" "1 "
expect_equal "$(numbers --where 'i >= 1' --tail 2)" "3 4 "
expect_equal "$(numbers --where 'i >= 1' --slices 0)" "1 "
expect_equal "$(numbers --where 'i is absent or filename = "a.jpg"')" "0  "
expect_equal "$(accel grep . dev-0 --count --where 'u = 18446744073709551615')" 1
expect_exit 0 accel hist dev-0 i --where 'i > 0' --json
expect_printed '"min":1' '"max":4'
expect_exit 0 accel export dev-0 -o "$work/rows.csv" -c i --where 'e[0] == 0.0'
expect_equal "$(tail -n 1 "$work/rows.csv" | tr -d '\r')" 0
refuse() {  # CODE TEXT ARG...
  code=$1 text=$2
  shift 2
  expect_exit "$code" accel "$@"
  expect_said "$text"
}
refuse 1 "expected a column, a number or a text, found the end, at character 4 of 'i >'" \
  cat dev-0 --where 'i >'
refuse 1 "did you mean 'filename'?" cat dev-0 --where "filenam = 'x'"
refuse 1 "cannot compare column 'filename' (text) with the number 5" cat dev-0 --where 'filename > 5'
refuse 2 "--where is for the rows of one job" sheet dev-0 dev-0 --where true

# The method keeps all columns.
rows_script() {  # EXPRESSION
  script "auto rows = urd.build(\"all_types\");
  urd.build(\"filter_rows\", {{\"source\", rows}, {\"where\", \"$1\"}});"
}
rows_script 'i >= 1 and i < 4'
expect_jobs "1 made, 1 reused"
accel cat dev-0 --where 'i >= 1 and i < 4' >"$work/wanted"
accel cat dev-1 | cmp - "$work/wanted" || fail "filter_rows and --where differ"
expect_equal "$(accel cat dev-1 -c i --no-header | tr '\n' ' ')" "1 3 "
for expression in 'i >' 'filename > 5' 'nothing == 5'; do
  rows_script "$expression"
  expect_exit 1 accel build build.cpp
  expect_one_error "$expression" "filter_rows"
done

# Pictures: shape[0] is the width.
pictures 3
"$MAKE_PICTURE" 800 600 1 photos/wide.jpg
script 'auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  auto wide = urd.build("filter_rows", {{"source", images}, {"where", "shape[0] > 700"}});
  urd.build("thumbnailer", {{"source", wide}});'
wide() { accel cat filter_rows -c filename --no-header | tr '\n' ' '; }
expect_jobs "3 made, 0 reused"
expect_equal "$(wide)" "wide.jpg "
[ -z "$(find "$jobs/latest/filter_rows/" -name '*.arrow' -links 1)" ] || fail "values were copied"
expect_exit 0 accel sheet import_images --where 'shape[0] > 700' -o sheet.html
expect_printed "1 picture,"

# Added rows: those that were kept are not computed again.
"$MAKE_PICTURE" 801 600 1 photos/wider.jpg
cp photos/01.jpg photos/04.jpg
expect_jobs "3 made, 0 reused"
expect_equal "$(wide)" "wide.jpg wider.jpg "
expect_printed "2 rows, 1 computed"
[ -z "$(find "$jobs/latest/filter_rows/" -name '*.arrow' -links 1)" ] || fail "values were copied"
expect_as_from_nothing filter_rows thumbnailer

# A method may take an expression, and depends on the columns that it names.
cat >methods/count_rows.cpp <<'END'
#include <accel/expression.h>
#include <accel/method.h>

struct CountRows : accel::Method {
  accel::Expression where = option("where", accel::Expression("true"));
  accel::Dataset source = dataset("source");

  std::int64_t synthesis() {
    std::int64_t count = 0;
    for (std::int64_t row : where.rows(source)) count += row >= 0;
    return count;
  }
};
ACCEL_METHOD(CountRows)
END
count_script() {  # SIZE EXPRESSION
  script "auto images = urd.build(\"import_images\", {{\"files\", accel::glob(\"photos/*.jpg\")}});
  auto thumbs = urd.build(\"thumbnailer\", {{\"source\", images}, {\"size\", {$1, $1}}});
  urd.build(\"count_rows\", {{\"source\", thumbs}, {\"where\", \"$2\"}});"
}
count_script 50 'shape[0] > 700'
expect_jobs "2 made, 1 reused"
expect_equal "$(cat "$jobs/latest/count_rows/result.json")" 2
count_script 60 'shape[0] > 700'
expect_jobs "1 made, 2 reused"
expect_printed "source reads the same"
count_script 60 'thumb is not absent'
expect_jobs "1 made, 2 reused"
expect_equal "$(cat "$jobs/latest/count_rows/result.json")" 6
count_script 50 'thumb is not absent'
expect_jobs "1 made, 2 reused"  # thumb is another, and read

# So does a map that asks an expression about another dataset, whichever row it asks for.
cat >methods/marked.cpp <<'END'
#include <accel/expression.h>
#include <accel/method.h>

struct Marked : accel::Method {
  accel::Dataset source = dataset("source"), extra = dataset("extra");
  accel::Writer out = append_to(source, accel::boolean("mark"));

  void analysis(int slice) {
    accel::MatchingRows rows = accel::Expression("thumb is absent").rows(extra, slice);
    const bool mark = extra.row_count(slice) > 1 && rows.contains(1);
    out.map(source.rows(slice, accel::bytes("image")), [mark](accel::Bytes) { return mark; });
  }
};
ACCEL_METHOD(Marked)
END
marked_script() {  # SIZE
  script "auto images = urd.build(\"import_images\", {{\"files\", accel::glob(\"photos/*.jpg\")}});
  auto thumbs = urd.build(\"thumbnailer\", {{\"source\", images}, {\"size\", {$1, $1}}});
  urd.build(\"marked\", {{\"source\", images}, {\"extra\", thumbs}});"
}
marked_script 50
expect_jobs "1 made, 2 reused"
marked_script 60
expect_jobs "1 made, 2 reused"
expect_printed "all rows: analysis() reads the row count of"
expect_nothing_running
