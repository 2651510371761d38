#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The Debian package says what it needs, compiler included, and runs where it is unpacked, and as /usr,
# where compilers look for headers by themselves. Its own files stay as they are.
. "$(dirname "$0")/common.inc"
for tool in cpack dpkg-deb dpkg-shlibdeps file; do
  command -v "$tool" >/dev/null || skip "no $tool"
done

expect_exit 0 cpack --config "$(dirname "$ACCEL")/CPackConfig.cmake" -G DEB -B "$work/made"
package=$(echo "$work"/made/accel_*.deb)
expect_exit 0 dpkg-deb -f "$package" Depends
expect_printed "g++ (>= 4:12)" libvips42 libjpeg libwebp libzimg libxxhash libdeflate liblcms2 libexiv2 libc6 libstdc++6
! grep -q -e '-dev' "$out" || fail "it needs a library's headers"
expect_exit 0 dpkg-deb -f "$package" Maintainer Section Description
expect_printed "Maintainer: " "Section: utils" "Description: "
mkdir "$work/root"
expect_exit 0 dpkg-deb -x "$package" "$work/root"
expect_exit 0 dpkg-deb -e "$package" "$work/control"
(cd "$work/root" && md5sum --quiet -c "$work/control/md5sums") || fail "the checksums are others"
usr=$work/root/usr
expect_file "$usr/bin/accel" "$usr/include/accel/method.h" "$usr/share/accel/methods/thumbnailer.cpp" \
  "$usr/share/doc/accel/copyright" "$usr/share/bash-completion/completions/accel" "$(echo "$usr"/lib*/cmake/accel/accel-config.cmake)"
expect_equal "$(find "$work/root" -type d ! -perm 755)" ""
expect_equal "$(find "$work/root" -type f ! -perm 644 ! -perm 755)" ""
expect_equal "$(find "$work/root" -mindepth 1 -maxdepth 1)" "$usr"
checksums "$usr" >"$work/before"

pictures 2
method scaled 'accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("tiny"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")), [](accel::Bytes image) {
      return accel::Image(image).thumbnail({4, 4}).encode(accel::Format::bmp);
    });
  }'
sed -i '1i #include <accel/image.h>' methods/scaled.cpp
script 'auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("scaled", {{"source", images}});'
ACCEL=$usr/bin/accel
expect_jobs "2 made, 0 reused"
expect_jobs "0 made, 2 reused"

# A user's namespace with /usr as it would be; not every kernel lets people have one.
as_usr() { unshare -rm sh -c 'mount -t overlay overlay -o lowerdir="$0:/usr" /usr && "$@"' "$usr" "$@"; }
if as_usr true 2>/dev/null; then
  rm -rf .accel workdirs
  expect_exit 0 as_usr /usr/bin/accel build build.cpp
  expect_totals "2 made, 0 reused"
  expect_text "$jobs/dev-0/setup.json" '"/usr/lib'
fi
checksums "$usr" >"$work/after"
cmp "$work/before" "$work/after" || fail "the package's files were written to"
