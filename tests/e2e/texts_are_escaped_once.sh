# SPDX-License-Identifier: Apache-2.0
# Texts with quotes, backslashes, newlines and letters of any script are shown as their JSON is, with no
# backslash more; what a terminal would obey is escaped in JSON, too.
. "$(dirname "$0")/common.inc"

method odd 'std::string text = option("text", std::string());
accel::Writer out = writer(accel::json("j"), accel::text("t"));
std::string synthesis() {
  out.select_slice(0);
  out.write(accel::Json{R"({"a":"x\ny\"é"})"}, "one\\two");
  out.write(accel::Json{"\"\x7f\xc2\x9b\""}, text);
  return text;
}'
script 'urd.build("odd", {{"text", urd.args()[0]}});'
plain='a"b\c
é	d'
json='"a\"b\\c\né\td"'
expect_jobs "1 made, 0 reused" build.cpp -- first
expect_jobs "1 made, 0 reused" build.cpp -- "$plain"
expect_printed "(option text: \"first\" became $json)"
expect_exit 0 accel job odd
expect_printed "  text  $json" "result      $json"
expect_exit 1 accel diff dev-0 dev-1
expect_printed "  option text: \"first\" became $json" "  result: \"first\" became $json"
expect_exit 0 accel why odd
expect_printed "  option text: \"first\" became $json"
expect_exit 0 accel hist odd j
expect_printed '{"a":"x\ny\"é"}'
expect_exit 0 accel ds odd
expect_printed '{"a":"x\ny\"é"}' 'one\\two'  # no JSON

# What would be obeyed; a long text is cut between letters.
hostile=$(printf '\033[31m \177 \302\233 \342\200\256')
shown='"\u001b[31m \x7f \xc2\x9b \xe2\x80\xae"'
expect_jobs "1 made, 0 reused" build.cpp -- "$hostile"
cp "$out" "$work/all"
expect_printed "$shown"
for command in "job odd" "diff dev-0 odd" "why odd" "ds odd" "hist odd j" "hist odd t" "job"; do
  # shellcheck disable=SC2086
  run accel $command
  cat "$out" >>"$work/all"
done
expect_equal "$(grep -cF -e "$shown" "$work/all")" 6  # one of a build, two of a job and of a diff
for bytes in '\033' '\177' '\302\233' '\342\200\256'; do
  expect_no_text "$work/all" "$(printf "$bytes")"
done
long=ééééééééééééééééééééééééééééééé
expect_jobs "1 made, 0 reused" build.cpp -- "$long"
expect_printed 'became "éééééééééééééééééééééééééééé...)'
for size in 1 2; do
  expect_jobs "1 made, 0 reused" build.cpp -- "$(head -c $size /dev/zero | tr '\0' x)$long$long$long$long$long$long$long"
  for command in "job odd" "diff dev-0 odd"; do
    # shellcheck disable=SC2086
    run accel $command
    expect_printed 'é...'
    expect_no_text "$out" '\x'
  done
done

# Messages hold names that are escaped already.
printf '{' >"$jobs/dev-0/setup.json"
mv "$project" "$work/back\\slash"
expect_exit 0 accel -C "$work/back\\slash" job
expect_printed 'back\slash/workdirs/dev/dev-0/setup.json: not valid JSON'
cd "$work"
