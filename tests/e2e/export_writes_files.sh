# SPDX-License-Identifier: Apache-2.0
# accel export: CSV, JSON lines, one Arrow file, bytes as files. Nothing is overwritten, and what fails
# leaves nothing.
. "$(dirname "$0")/common.inc"
. "$ACCEL_SOURCE_DIR/tests/e2e/rows.inc"
make_rows

expect_exit 0 accel export dev-0 -o rows.csv
expect_printed "5 rows to rows.csv"
accel cat dev-0 --format csv | cmp - rows.csv || fail "other rows than accel cat"
expect_exit 0 accel export dev-0 -o rows.jsonl -c i,d --tail 2
accel cat dev-0 --format jsonl -c i,d --tail 2 | cmp - rows.jsonl || fail "other rows than accel cat"
expect_exit 0 accel export dev-0 -o rows --format tsv
accel cat dev-0 | cmp - rows || fail "other rows than accel cat"
expect_exit 1 accel export dev-0 -o rows.csv -c i
expect_one_error "'$project/rows.csv' already exists" "to replace it: --force"
accel cat dev-0 --format csv | cmp - rows.csv || fail "it was replaced"
expect_exit 0 accel export dev-0 -o rows.csv -c i --force
expect_equal "$(wc -l <rows.csv)" 6

# One Arrow file of all slices, as a reader that we did not write finds it.
expect_exit 0 accel export dev-0 -o rows.arrow
if command -v node >/dev/null && [ -d "${ACCEL_NODE_MODULES:-}" ]; then
  node "$ACCEL_SOURCE_DIR/tests/support/read_arrow.mjs" rows.arrow >"$out" 2>"$err" || fail "no Arrow file"
  expect_printed '{"name":"filename","type":"Utf8","nullable":true,"rows":5,"absent":1' \
    '{"name":"b","type":"LargeBinary"' '"metadata":{"accel:type":"json"}' '18446744073709551611' '"NaN"' '"2024-02-29T01:02:03.000004"' '[3,0.5]' '[3,-3]'
  expect_equal "$(grep -c '^{"name"' "$out")" 13
  expect_equal "$(sed -n '/^{"name":"i"/,/^{/p' "$out" | sed 1d | head -n 5 | tr '\n' ' ')" "0 1 null 3 4 "
  expect_equal "$(grep -c "$(printf '\377\330\377 one' | sha256sum | cut -d ' ' -f 1)" "$out")" 1
fi

expect_exit 0 accel export dev-0 -o rows.feather
cmp rows.feather rows.arrow || fail "no Arrow file"
expect_exit 0 accel export dev-0 -o rows.ndjson -c i,d --tail 2
cmp rows.ndjson rows.jsonl || fail "no JSON lines"
mkfifo pipe.csv
expect_exit 1 accel export dev-0 -o pipe.csv
expect_one_error "already exists"
expect_no_text "$err" --force
expect_exit 1 accel export dev-0 -o pipe.csv --force
expect_one_error "is not a regular file"

# Bytes as files, with names that hope to lead elsewhere.
expect_exit 0 accel export dev-0 --column b --format files -o files --slices 0
expect_printed "2 files to files"
expect_equal "$(find files -type f -printf x)" xx
expect_equal "$(head -c 3 files/a.jpg | od -An -tx1 | tr -d ' ')" ffd8ff
expect_exit 1 accel export dev-0 --column b --format files -o files --slices 0
expect_one_error "already exists and is a folder"
expect_exit 1 accel export dev-0 --column b --format files -o all
expect_one_error "does not stay inside"
expect_no_file all
name_job() {  # NAME...
  rows=
  for name; do rows="$rows out.write(accel::Bytes(std::string_view(\"x\")), \"$name\");"; done
  method named "accel::Writer out = writer(accel::bytes(\"b\"), accel::text(\"filename\"));
void synthesis() { out.select_slice(0);$rows }"
  script 'urd.build("named");'
  expect_exit 0 accel build build.cpp
}
refuse() {  # TEXT NAME...
  text=$1
  shift
  name_job "$@"
  expect_exit 1 accel export named --column b --format files -o refused
  expect_one_error "$text"
  expect_no_file refused escaped "$work/escaped"
  expect_equal "$(find . -maxdepth 1 -name 'refused*')" ""
}
refuse "does not stay inside" good ../escaped
refuse "does not stay inside" "$work/escaped"
refuse "two rows would be written to 'same'" same good same
refuse "two rows would be written to 'a/same'" a/same a//same
refuse "both a file and a folder" a a/b
refuse "both a file and a folder" a/b a
# (A column that another wrote: what accel writes is checked.)
name_job namename
LC_ALL=C sed -i 's/namename/nam\xc3name/' "$jobs"/latest/named/DS/default/filename.0.arrow
expect_exit 1 accel export named --column b --format files -o refused
expect_one_error "is not UTF-8"
refuse "is too long" "$(head -c 300 /dev/zero | tr '\0' x)"
name_job 'sub/deep/x' '-rf' '\x1b[31m' 'setup.json'
expect_exit 0 accel export named --column b --format files -o odd
expect_file odd/sub/deep/x odd/-rf odd/setup.json
method none 'accel::Writer out = writer(accel::bytes("b")); void synthesis() { out.select_slice(0); out.write(accel::Bytes(std::string_view("GIF89a")));  }'
script 'urd.build("none");'
expect_exit 0 accel build build.cpp
expect_exit 0 accel export none --column b -o none --format files
expect_file none/0.gif
# A row's number is that in the dataset, whichever rows are chosen.
method numbers 'accel::Writer out = writer(accel::bytes("b"));
void synthesis() { for (int i = 0; i < 6; ++i) { out.select_slice(i / 2); out.write(accel::Bytes(std::string_view("GIF89a"))); } }'
script 'urd.build("numbers");'
expect_exit 0 accel build build.cpp
expect_exit 0 accel export numbers --column b -o tail --format files --tail 3
expect_equal "$(ls tail | tr '\n' ' ')" "3.gif 4.gif 5.gif "
expect_exit 0 accel export numbers --column b -o slices --format files --slices 2,0
expect_equal "$(ls slices | tr '\n' ' ')" "0.gif 1.gif 4.gif 5.gif "

# Jobs are never changed, whatever leads into them.
ln -s workdirs/dev/dev-0 link
ln -s "$jobs" "$work/jobs"
before=$(checksums "$jobs")
for place in workdirs/dev/dev-0 workdirs/dev/dev-0/DS/default workdirs/dev/latest/all_types link "$work/jobs/dev-0" \
  sub/../link/DS; do
  expect_exit 1 accel export dev-0 -o "$place/x.csv"
  expect_one_error "x.csv' belongs to job dev-0, and jobs are never changed" "outside of workdirs/dev"
  expect_exit 1 accel export dev-0 --column b --format files --slices 0 -o "$place/x"
  expect_one_error "belongs to job dev-0"
  expect_exit 1 accel sheet dev-0 --column b -o "$place/x.html"
  expect_one_error "belongs to job dev-0"
done
expect_exit 1 accel export dev-0 -o "$jobs/dev-0/post.json" --format jsonl --force
expect_one_error "belongs to job dev-0"
expect_exit 1 accel -C "$jobs/dev-0" sheet dev-0 --column b
expect_one_error "belongs to job dev-0"
expect_exit 1 accel export dev-0 --column b --format files --slices 0 -o workdirs/dev/dev-99
expect_one_error "belongs to job dev-99"
expect_equal "$(checksums "$jobs")" "$before"
expect_exit 0 accel export dev-0 -o workdirs/x.csv  # no job's
mv "$jobs/dev-0" "$work/moved"  # to another disk, say
ln -s "$work/moved" "$jobs/dev-0"
expect_exit 1 accel export dev-0 -o workdirs/dev/dev-0/x.csv
expect_one_error "belongs to job dev-0"
rm "$jobs/dev-0"
mv "$work/moved" "$jobs/dev-0"

# What fails leaves nothing.
truncate -s 100 "$jobs/dev-0/DS/default/l.2.arrow"
for name in new.csv new.arrow; do
  expect_exit 1 accel export dev-0 -o $name
  expect_one_error "damaged column file"
done
cp rows.csv before
expect_exit 1 accel export dev-0 -o rows.csv --force
cmp rows.csv before || fail "it was replaced"
expect_equal "$(find . -maxdepth 1 -name 'new*' -o -maxdepth 1 -name '*.tmp*')" ""
expect_exit 1 accel export dev-0 -o no/such/rows.csv
expect_one_error "there is no folder"
expect_exit 2 accel export dev-0 -o rows.xyz
expect_one_error "--format"
expect_exit 2 accel export dev-0 -o files2 --format files
expect_one_error "--column"
expect_exit 1 accel export dev-0 -o files2 --column i
expect_one_error "does not hold bytes"
expect_exit 2 accel export dev-0
