# SPDX-License-Identifier: Apache-2.0
# Options that would be passed over, or contradict each other, are a wrong command line: exit code 2, and
# why; nothing is printed or written.
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
  refuse "${option%% *} is for the list of jobs, and one is named" job rows $option
done
refuse "--path is of one job" job --path
refuse "--json shows the job" job rows --path --json
refuse "--last" job --all --last 3
refuse "--files is of inputs" tree rows --readers --files 3
refuse "--json has no rows" ds rows/default --json --rows 2
refuse "--rows is of one dataset: name it, like dev-0/default" ds rows --rows 2
refuse "--rows" ds rows --rows -1
refuse "--header is not of jsonl" cat rows/default --format jsonl --header
refuse "--header is not of jsonl" grep x rows/default --format jsonl --header
for option in "--show t" "-A 1" "-B 1" "-C 1" "--format csv" --header; do
  # shellcheck disable=SC2086
  refuse "is for rows that are printed, and --count prints none" grep x rows/default --count $option
done
refuse "--bins is of numbers, dates and sizes, and 't' is text" hist rows/default t --bins 3
refuse "--top is of text, json and bool, and 'n' is int32" hist rows/default n --top 3
refuse "--top" hist rows/default b --top 3
refuse "--column is for --format files" export rows/default -o x.csv --column b
refuse "--columns is of tables" export rows/default -o x --format files --column b -c t
refuse "--force replaces a file" export rows/default -o x --format files --column b --force
refuse "which column" export rows/default -o x --format files
refuse "does not follow from its name" export rows/default -o x
refuse "two jobs are compared in one column" sheet rows/default rows/default --column b,t
expect_no_file x x.csv sheet.html
expect_exit 0 accel ds --help
expect_printed "(default 5)"
expect_exit 0 accel cat rows/default --format jsonl --no-header
