# SPDX-License-Identifier: Apache-2.0
# accel cat: rows of every type as TSV, CSV and JSON lines; some columns, slices and rows; what a
# terminal would obey is escaped; a reader who stops is no error, a full disk is.
. "$(dirname "$0")/common.inc"
. "$ACCEL_SOURCE_DIR/tests/e2e/rows.inc"
make_rows
tab=$(printf '\t')

expect_exit 0 accel cat dev-0
expect_equal "$(wc -l <"$out")" 6
sed -n 1,2p "$out" >"$work/got"
printf '%s\n' "b filename j o i l u f d day time e s" | tr ' ' '\t' >"$work/wanted"
printf '%s\n' 'jpeg, 7 bytes~a.jpg~{"a":[1,"x\\ty"]}~true~0~0~18446744073709551615~0.1~1.0~2024-02-28~2024-02-29T01:02:03.000000~[0.0,0.5]~[0,0]' |
  tr '~' '\t' >>"$work/wanted"
cmp "$work/got" "$work/wanted" || fail "other rows"
expect_printed "tab\\t, \"quote\"\\nline\\\\$tab"
expect_equal "$(sed -n 4p "$out" | tr -d '\t' | wc -c)" 1  # the absent row: nothing but tabs

# Columns, slices, rows.
expect_exit 0 accel cat dev-0/default -c i,filename --no-header --slices 2,0 --head 2
printf '4\t\n0\ta.jpg\n' >"$work/wanted"
cmp "$out" "$work/wanted" || fail "other rows"
numbers() { accel cat dev-0 -c i --no-header "$@" | tr '\n' ' '; }
expect_equal "$(numbers --tail 2)" "3 4 "
expect_equal "$(numbers --tail 3)" " 3 4 "
expect_equal "$(numbers --tail 9)" "0 1  3 4 "
expect_equal "$(numbers --head 0)" ""
expect_equal "$(numbers --slices 1-2)" " 3 4 "
expect_equal "$(numbers --sample 5)" "0 1  3 4 "
expect_equal "$(numbers --sample 2)" "$(numbers --sample 2 --seed 1)"
expect_equal "$(accel cat dev-0 -c l --no-header --sample 3 | wc -l)" 3

# CSV, as RFC 4180 has it: lines end with CR LF; an empty text is "", an absent value nothing.
expect_exit 0 accel cat dev-0 --format csv -c filename,i,d,b
printf 'filename,i,d,b\r\na.jpg,0,1.0,"jpeg, 7 bytes"\r\n"tab\t, ""quote""\nline\\",1,0.1,"png, 12 bytes"\r\n,,,\r\n' >"$work/wanted"
printf '\033[31mred\033[0m \302\233,3,NaN,5 bytes\r\n"",4,-Infinity,0 bytes\r\n' >>"$work/wanted"
cmp "$out" "$work/wanted" || fail "other CSV"

# JSON lines: whatever the texts are, each line is one object.
expect_exit 0 accel cat dev-0 --format jsonl
expect_printed '"b":{"kind":"jpeg","bytes":7},"filename":"a.jpg","j":{"a":[1,"x\ty"]},"o":true,"i":0' \
  '"b":null,"filename":null' '"filename":"\u001b[31mred\u001b[0m \u009b"' '"d":"NaN"' '"d":"-Infinity"' \
  '"filename":"tab\t, \"quote\"\nline\\"' '"day":"2024-02-29"' '"e":[3.0,0.5],"s":[3,-3]' '{"kind":null,"bytes":5}'
if command -v python3 >/dev/null; then
  python3 -c 'import json,sys
rows = [json.loads(line) for line in open(sys.argv[1], "rb")]
assert len(rows) == 5 and rows[1]["filename"] == "tab\t, \"quote\"\nline\\", rows' "$out" || fail "no JSON"
fi

# What hopes to be obeyed by a terminal is not.
if command -v script >/dev/null; then
  for format in tsv csv jsonl; do
    command script -qc "'$ACCEL' cat dev-0 --format $format" /dev/null >"$out" </dev/null
    expect_printed red
    expect_no_text "$out" "$(printf '\033')"
    expect_no_text "$out" "$(printf '\302\233')"
  done
fi

# A reader who stops; a full disk.
(accel cat dev-0 && echo "ended well" >&2) 2>"$err" | head -n 1 >"$out"
expect_said "ended well"
status=0
accel cat dev-0 >/dev/full 2>"$err" || status=$?
expect_equal "$status" 3
expect_one_error "standard output"

# What is not there.
refuse() {  # CODE TEXT ARG...
  code=$1 text=$2
  shift 2
  expect_exit "$code" accel cat "$@"
  expect_said "$text"
  [ ! -s "$out" ] || fail "printed something"
}
refuse 1 "did you mean 'filename'?" dev-0 -c filname
refuse 1 "dev-7" dev-7
refuse 1 "defualt" dev-0/defualt
refuse 1 "there is no slice 3: the dataset has 3 slices" dev-0 --slices 0,2-3
refuse 1 "'x' is not a slice number" dev-0 --slices x
refuse 1 "slice 0 is named twice" dev-0 --slices 0,0
refuse 1 "go backwards" dev-0 --slices 2-1
refuse 2 "--tail" dev-0 --head 1 --tail 1
refuse 2 "--head" dev-0 --head -1
refuse 2 "xml" dev-0 --format xml
method fails 'int synthesis() { throw accel::Error("for this reason"); }'
script 'urd.build("fails");'
expect_failure 1 "for this reason"
refuse 1 "job dev-1 failed" dev-1
truncate -s 100 "$jobs/dev-0/DS/default/l.1.arrow"
refuse 1 "damaged column file" dev-0 -c l --slices 1
expect_exit 0 accel cat dev-0 -c i  # other columns are not opened
