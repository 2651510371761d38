# SPDX-License-Identifier: Apache-2.0
# `accel export` onto a disk that is full ends with 3 and leaves nothing half written, whatever the
# format; what is there stays, also where it may be replaced. Values larger than a batch are exported.
. "$(dirname "$0")/common.inc"

method large 'accel::Writer out = writer(accel::text("t"), accel::bytes("b"), accel::bytes("c"));
void synthesis() {
  out.select_slice(0);
  const std::string large(3 << 20, 0x61), half(1 << 19, 0x62);
  const auto write = [&](std::string_view t, std::string_view b, std::string_view c) { out.write(t, accel::Bytes(b), accel::Bytes(c)); };
  write("both", large, large);
  write("none", "", "");
  write("left", large, "x");
  out.write_absent();
  write("right", "x", half);
  for (int i = 0; i < 5; ++i) write("halves", half, half);
  write(large, "text", "");
  for (int i = 0; i < 30; ++i) write("some", std::string(100000, static_cast<char>(0x41 + i)), "y");
  out.select_slice(2);
  write("last", "", large);
}'
script 'urd.build("large");'
printf 'slices = 3\n' >accel.toml
expect_jobs "1 made, 0 reused"

# As a reader that we did not write finds it, and as the columns of the dataset are found by it.
if command -v node >/dev/null && [ -d "${ACCEL_NODE_MODULES:-}" ]; then
  values() { node "$ACCEL_SOURCE_DIR/tests/support/read_arrow.mjs" "$1" | sed '/^{"name"/d'; }
  expect_exit 0 accel export large -o all.arrow
  for column in t b c; do
    for slice in 0 1 2; do values "$jobs/dev-0/DS/default/$column.$slice.arrow"; done
  done >"$work/wanted"
  values all.arrow >"$work/got"
  cmp "$work/got" "$work/wanted" || fail "other values"
  expect_equal "$(wc -l <"$work/got")" 126
  rm all.arrow
fi

mkdir small
mount -t tmpfs -o size=2m tmpfs small 2>/dev/null || skip "cannot mount a small file system"
trap 'status=$?; umount "$project/small"; (exit $status); at_exit' EXIT
for name in rows.csv rows.tsv rows.jsonl rows.arrow; do
  expect_exit 3 accel export large -o "small/$name"
  expect_one_error "No space left on device" "make room on that disk"
  expect_equal "$(ls -A small)" ""
  echo mine >"small/$name"
  expect_exit 3 accel export large -o "small/$name" --force
  expect_equal "$(ls -A small) $(cat "small/$name")" "$name mine"
  rm "small/$name"
done
expect_exit 3 accel export large -o small/files --column b --format files
expect_one_error "No space left on device"
expect_equal "$(ls -A small)" ""
mount -o remount,size=40m small
expect_exit 0 accel export large -o small/files --column b --format files
expect_printed "41 files to small/files"
expect_exit 0 accel export large -o small/rows.csv -c t
