# SPDX-License-Identifier: Apache-2.0
# A job directory holds what the contract lists and nothing else; JSON has an indent of two and ends
# with a newline.
. "$(dirname "$0")/common.inc"

is_plain_json() {
  [ "$(tail -c 1 "$1" | od -An -c | tr -d ' ')" = '\n' ] || fail "$1 does not end with a newline"
  awk '{ match($0, /^ */); indent = RLENGTH; text = substr($0, indent + 1)
         if (text ~ /^[]}]/) --depth
         if (indent != 2 * depth || text ~ /\t/) exit 1
         if (text ~ /[[{]$/) ++depth }' "$1" || fail "$1 is not indented by two"
}

echo 'slices = 2' >accel.toml
pictures 3
thumbs_script
method talks '
  void prepare() { std::puts("in prepare"); }
  void analysis(int slice) { if (slice == 1) std::puts("in slice 1"); }
  int synthesis() { std::puts("in synthesis"); accel::save_file("a/own.txt", accel::Bytes("own")); return 1; }'
sed -i 's/^}/  urd.build("talks");\n}/' build.cpp
expect_jobs "5 made, 0 reused"
(cd "$jobs" && find dev-* -type f | grep -v '/slices/prepare.json' | LC_ALL=C sort) >"$work/files"
cat >"$work/wanted" <<'END'
dev-0/DS/default/dataset.json
dev-0/DS/default/filename.0.arrow
dev-0/DS/default/filename.1.arrow
dev-0/DS/default/image.0.arrow
dev-0/DS/default/image.1.arrow
dev-0/DS/default/shape.0.arrow
dev-0/DS/default/shape.1.arrow
dev-0/inputs/files.tsv
dev-0/key.txt
dev-0/post.json
dev-0/setup.json
dev-0/slices/0.json
dev-0/slices/1.json
dev-0/source/import_images.cpp
dev-1/DS/default/dataset.json
dev-1/DS/default/thumb.0.arrow
dev-1/DS/default/thumb.1.arrow
dev-1/key.txt
dev-1/post.json
dev-1/setup.json
dev-1/slices/0.json
dev-1/slices/1.json
dev-1/source/thumbnailer.cpp
dev-2/01.jpg
dev-2/02.jpg
dev-2/03.jpg
dev-2/DS/default/dataset.json
dev-2/DS/default/file.0.arrow
dev-2/DS/default/file.1.arrow
dev-2/files.tsv
dev-2/key.txt
dev-2/post.json
dev-2/setup.json
dev-2/slices/0.json
dev-2/slices/1.json
dev-2/source/export_images.cpp
dev-3/key.txt
dev-3/post.json
dev-3/result.json
dev-3/setup.json
dev-3/slices/0.json
dev-3/slices/1.json
dev-3/source/shapehist.cpp
dev-4/OUTPUT/1
dev-4/OUTPUT/prepare
dev-4/OUTPUT/synthesis
dev-4/a/own.txt
dev-4/key.txt
dev-4/post.json
dev-4/result.json
dev-4/setup.json
dev-4/slices/0.json
dev-4/slices/1.json
dev-4/source/talks.cpp
END
cmp "$work/files" "$work/wanted" || fail "$(diff "$work/files" "$work/wanted")"
find "$jobs" -name '*.json' >"$work/json"
while read -r file; do is_plain_json "$file"; done <"$work/json"

setup=$jobs/dev-1/setup.json
expect_text "$setup" '"method": "thumbnailer"' '"quality": 85' '"source": "dev-0/default"' \
  '"jobs": {}' '"key": "' '"slices": 2' '"accel": "' '"compiler": "' '"flags": ' '"libraries": ' \
  '"host": "' '"user": "' '"started": "' '"script": "build.cpp"' '"line": 5'
expect_text "$jobs/dev-1/DS/default/dataset.json" '"parent": "dev-0/default"' '"previous": null' \
  '"compression": ' '"nullable": ' '"checksum": '
expect_text "$jobs/dev-1/post.json" '"total": ' '"prepare": ' '"analysis": ' '"synthesis": ' \
  '"rows": 3' '"bytes": ' '"peak_memory": ' '"files": '
expect_text "$jobs/dev-4/post.json" '"name": "a/own.txt"' '"checksum": '
expect_equal "$(cut -f 1,2 "$jobs/dev-0/inputs/files.tsv" | tr '\t\n' '  ')" \
  "$(stat -c '%n %s' photos/* | sed 's|photos/||' | tr '\n' ' ')"
expect_equal "$(readlink "$jobs/latest/talks")" ../dev-4
expect_text "$jobs/dev-4/OUTPUT/1" "in slice 1"
