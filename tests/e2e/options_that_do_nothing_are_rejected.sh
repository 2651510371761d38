# SPDX-License-Identifier: Apache-2.0
# Options that would have no effect, or contradict each other, are a wrong command line: accel says
# why and exits with 2, and prints and writes nothing else.
. "$(dirname "$0")/common.inc"

method rows 'accel::Writer out = writer(accel::text("t"), accel::int32("n"), accel::bytes("b"));
accel::Writer more = writer(accel::int32("n")).named("more");
void synthesis() { out.select_slice(0); out.write("x", 1, accel::Bytes(std::string_view("GIF89a")));
more.select_slice(0); more.write(1); }'
script 'urd.build("rows");'
expect_jobs "1 made, 0 reused"

refuse() {  # TEXT ARG...
  text=$1
  shift
  expect_exit 2 accel "$@"
  expect_one_error "$text"
  [ ! -s "$out" ] || fail "printed something"
}
for option in "--method rows" "--state failed" "--script build.cpp" "--since 1d" "--last 3" --all; do
  # shellcheck disable=SC2086
  refuse "${option%% *} is for the list of jobs, not for one job" job rows $option
done
refuse "--path needs one job" job --path
refuse "--json cannot be used with --path" job rows --path --json
refuse "--last" job --all --last 3
refuse "--files is for inputs" tree rows --readers --files 3
refuse "--rows cannot be used with --json, which prints no rows" ds rows/default --json --rows 2
refuse "--rows needs one dataset: name it, such as dev-0/default" ds rows --rows 2
refuse "--rows" ds rows --rows -1
refuse "--header cannot be used with jsonl" cat rows/default --format jsonl --header
refuse "--header cannot be used with jsonl" grep x rows/default --format jsonl --header
for option in "--show t" "-A 1" "-B 1" "-C 1" "--format csv" --header; do
  # shellcheck disable=SC2086
  refuse "cannot be used with --count, which prints no rows" grep x rows/default --count $option
done
refuse "--bins is for numbers, dates and sizes, and 't' is text" hist rows/default t --bins 3
refuse "--top is for text, json and bool, and 'n' is int32" hist rows/default n --top 3
refuse "--top" hist rows/default b --top 3
refuse "--column is for --format files" export rows/default -o x.csv --column b
refuse "--columns is for tables" export rows/default -o x --format files --column b -c t
refuse "--force replaces a file" export rows/default -o x --format files --column b --force
refuse "--format files needs a column of bytes" export rows/default -o x --format files
refuse "does not say which format to write" export rows/default -o x
refuse "two jobs are compared in one column" sheet rows/default rows/default --column b,t
expect_no_file x x.csv sheet.html
expect_exit 0 accel ds --help
expect_printed "(default 5)"
expect_exit 0 accel cat rows/default --format jsonl --no-header
