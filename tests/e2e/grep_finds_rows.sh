# SPDX-License-Identifier: Apache-2.0
# accel grep: rows by a pattern, in some columns, with those around them; 0 found, 1 none, 2 an
# error.
. "$(dirname "$0")/common.inc"
. "$ACCEL_SOURCE_DIR/tests/e2e/rows.inc"
make_rows

found() {  # "NUMBERS" ARG...
  wanted=$1
  shift
  run accel grep --show i "$@"
  expect_equal "$* $(tr '\n' ' ' <"$out")" "$* $wanted"
  expect_equal "$status" "$([ -n "$wanted" ] && echo 0 || echo 1)"
}
found "0 " 'a\.jpg' dev-0
found "" 'a\.JPG' dev-0
found "0 " -i 'A\.JPG' dev-0
found "" -F 'a\.jpg' dev-0
found "0 1 " -F '.' dev-0 -c filename,d
found "1  3 4 " -v 'a\.jpg' dev-0
found "3 " '^3$' dev-0 -c i
found "1 3 " 2024-02-29 dev-0 -c day
found "1 " 'quote.*\n' dev-0
found "0 1 " -A 1 '^0$' dev-0 -c i
found "0 1 " -B 9 '^1$' dev-0 -c i
found "0 1 -- 4 " -A 1 '^[04]$' dev-0 -c i
found " 3 -- 4 " -C 1 '^[34]$' dev-0 -c i
found "0 1 " -B 1 '^[01]$' dev-0 -c i
found '{"i":0} {"i":1} {"i":4} ' -A 1 '^[04]$' dev-0 -c i --format jsonl
found "4 " 'true' dev-0 --slices 1-2
expect_exit 0 accel grep --count . dev-0 -c i
expect_equal "$(cat "$out")" 4
expect_exit 1 accel grep --count nothing dev-0
expect_equal "$(cat "$out")" 0
expect_exit 0 accel grep red dev-0 --show filename,b --format jsonl
expect_printed '{"filename":"\u001b[31mred\u001b[0m \u009b","b":{"kind":null,"bytes":5}}'
expect_exit 0 accel grep red dev-0 --show i --header
expect_equal "$(tr '\n' ' ' <"$out")" "i 3 "

# Who looks on a terminal sees each row at once, as the next may be far; else they come in blocks.
if command -v script >/dev/null && strace -o "$work/trace" true 2>/dev/null; then
  printf '%s\n' "exec strace -f -e trace=write -o '$work/trace' '$ACCEL' grep --show i . dev-0 -c i" >"$work/traced"
  for tool in "command script -qec" "sh -c"; do
    rm "$work/trace"
    $tool "sh '$work/traced'" /dev/null >"$out" </dev/null
    expect_equal "$(tr -d '\r' <"$out" | tr '\n' ' ')" "0 1 3 4 "
    grep -c 'write(1,' "$work/trace" >>"$work/writes"
  done
  expect_equal "$(tr '\n' ' ' <"$work/writes")" "4 1 "
fi

# Linear in the text, whatever the expression.
expect_exit 1 accel grep '(((a*)*)*)*b$' dev-0
expect_exit 2 accel grep '(' dev-0
expect_one_error "pattern '('" "missing )" "-F"
expect_exit 2 accel grep x dev-0 -c b
expect_one_error "'b' holds bytes"
expect_exit 2 accel grep x dev-0 -c dya
expect_one_error "did you mean 'day'?"
expect_exit 2 accel grep x
expect_exit 2 accel grep x nothing
expect_exit 2 accel grep --count x dev-9
expect_exit 3 sh -c "exec '$ACCEL' grep . dev-0 >/dev/full"
expect_exit 2 accel -C nowhere grep x dev-0
truncate -s 100 "$jobs/dev-0/DS/default/l.2.arrow"
expect_exit 2 accel grep x dev-0 -c l
expect_one_error "damaged column file"
