# SPDX-License-Identifier: Apache-2.0
# accel hist: numbers and dates in bins, texts by how often they come, bytes by kind. accel ds: the
# datasets of a job, and as JSON.
. "$(dirname "$0")/common.inc"
. "$ACCEL_SOURCE_DIR/tests/e2e/rows.inc"
make_rows

expect_exit 0 accel hist dev-0 i
expect_printed "i  int32  4 values, 1 absent" "min 0  max 4  mean 2"
expect_equal "$(grep -c ' to ' "$out")" 5
expect_exit 0 accel hist dev-0 i --bins 2 --json
expect_equal "$(cat "$out")" '{"column":"i","type":"int32","values":4,"absent":1,"not_finite":0,"min":0,"max":4,"mean":2.0,"bins":[{"from":0,"to":2,"count":2},{"from":3,"to":4,"count":2}]}'
expect_exit 0 accel hist dev-0 u --json --bins 1
expect_printed '"min":18446744073709551611,"max":18446744073709551615' '"count":4'
expect_exit 0 accel hist dev-0 d
expect_printed "2 values, 1 absent" "2 values not finite" "min 0.1  max 1"
expect_exit 0 accel hist dev-0 day --json
expect_printed '{"from":"2024-02-28","to":"2024-02-28","count":2}' '"mean":"2024-02-28"'
expect_exit 0 accel hist dev-0 time
expect_printed "2024-02-29T01:02:03.000004"
expect_exit 0 accel hist dev-0 s
expect_printed "8 values, 1 absent" "min -4  max 4"
expect_exit 0 accel hist dev-0 j
expect_printed "1 different" "4  ########################################  {\"a\""
expect_exit 0 accel hist dev-0 filename --top 2
expect_printed "4 different, the 2 most frequent"
expect_no_text "$out" "$(printf '\033')"
expect_exit 0 accel hist dev-0 o --json
expect_equal "$(cat "$out")" '{"column":"o","type":"bool","values":4,"absent":1,"different":2,"too_low_by":0,"top":[{"value":"false","count":2},{"value":"true","count":2}]}'
expect_exit 0 accel hist dev-0 b
expect_printed "jpeg" "png" "other" "sizes in bytes" "min 0  max 12  mean 6"
expect_exit 0 accel hist dev-0 b --json
expect_printed '{"kind":null,"count":2,"bytes":5,"smallest":0,"largest":5}'
expect_exit 0 accel hist dev-0 i --slices 1 --json
expect_printed '"values":1,"absent":1,"not_finite":0,"min":3,"max":3'
expect_exit 0 accel hist dev-0 d --json --bins 2
expect_printed '"not_finite":2,"min":0.1,"max":1.0,' '"bins":[{"from":0.1,"to":0.55,"count":1},{"from":0.55,"to":1.0,"count":1}]'
expect_exit 0 accel hist dev-0 f --json
expect_equal "$(grep -o '"from"' "$out")" '"from"'  # all are equal
expect_exit 1 accel hist dev-0 dya
expect_one_error "did you mean 'day'?"
expect_exit 2 accel hist dev-0 i --bins 0

expect_exit 0 accel ds dev-0 --json
expect_printed '{"dataset":"dev-0/default","rows":5,' '"slices":[2,2,1],"parent":null' \
  '{"name":"i","type":"int32","files":"dev-0/default","absent":1,'
expect_exit 0 accel ds dev-0
expect_printed "5 rows in 3 slices" "jpeg, 7 bytes" "list<float32, 2>" '\x1b[31mred' "0 to 4"
method edges 'accel::Writer out = writer(accel::int64("l"), accel::float64("d"), accel::date("day"), accel::bytes("b"));
void put(std::int64_t l, double d, int day, std::string_view b) { out.write(l, d, accel::Date(1969, 12, day), accel::Bytes(b)); }
void synthesis() {
  out.select_slice(0);
  put(std::numeric_limits<std::int64_t>::min(), -3, 30, "two");
  put(std::numeric_limits<std::int64_t>::max(), -1, 31, "a");
  put(0, -2, 31, "longest");
  put(7, -2, 31, "mid");
}'
sed -i '1i #include <limits>' methods/edges.cpp
script 'urd.build("edges");'
expect_jobs "1 made, 0 reused"
expect_exit 0 accel hist edges l --json --bins 1
expect_printed '"bins":[{"from":-9223372036854775808,"to":9223372036854775807,"count":4}]'
expect_exit 0 accel hist edges l --json --bins 2
expect_printed '"bins":[{"from":-9223372036854775808,"to":-1,"count":1},{"from":0,"to":9223372036854775807,"count":3}]'
expect_exit 0 accel hist edges d --json --bins 2
expect_printed '"min":-3.0,"max":-1.0,"mean":-2.0,"bins":[{"from":-3.0,"to":-2.0,"count":1},{"from":-2.0,"to":-1.0,"count":3}]'
expect_exit 0 accel hist edges day --json
expect_printed '"mean":"1969-12-30"'
expect_exit 0 accel hist edges b --json
expect_printed '{"kind":null,"count":4,"bytes":14,"smallest":1,"largest":7}'
method two 'accel::Writer a = writer(accel::int32("n")).named("first");
accel::Writer b = writer(accel::int32("n")).named("other");
void synthesis() { a.select_slice(0); a.write(1); b.select_slice(0); b.write(2); }'
script 'urd.build("two");'
expect_jobs "1 made, 0 reused"
expect_exit 0 accel ds two
expect_printed dev-2/first dev-2/other
expect_exit 0 accel ds two/first
expect_printed "1 row in"
