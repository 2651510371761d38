# SPDX-License-Identifier: Apache-2.0
# What a caged method does reach: pictures behind symbolic links, columns that lie in jobs further
# up, whole jobs that it takes, a TMPDIR of its own. If it cannot reach something, the error says
# that it is caged.
. "$(dirname "$0")/common.inc"

pictures 3
mkdir elsewhere more "$work/far"
mv photos/01.jpg elsewhere/real.jpg
mv photos/02.jpg "$work/far/real.jpg"
ln -s "$work/far/real.jpg" elsewhere/again.jpg
ln -s ../elsewhere/real.jpg photos/01.jpg
ln -s ../elsewhere/again.jpg photos/02.jpg
"$MAKE_PICTURE" 20 10 1 "$work/far/04.jpg"
ln -s "$work/far" photos/folder
mkdir methods
cat >methods/reach.cpp <<'END_METHOD'
#include <accel/method.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

struct Reach : accel::CagedMethod {
  std::string path = option("path", "");
  accel::Job before = job("before");
  accel::Dataset source = dataset("source");
  std::int64_t analysis(int slice) {
    std::int64_t bytes = 0;
    for (auto [image, thumb] : source.rows(slice, accel::bytes("image"), accel::bytes("thumb"))) {
      bytes += static_cast<std::int64_t>(image.size() + thumb.size());
    }
    const std::string mine = std::string(std::getenv("TMPDIR")) + "/" + std::to_string(slice);
    std::ofstream(mine) << bytes;
    if (std::filesystem::file_size(mine) == 0) throw accel::Error("TMPDIR is of no use");
    if (slice == 1 && !path.empty()) std::filesystem::copy_file(path, "copy");
    return bytes;
  }
  std::int64_t synthesis(const std::vector<std::int64_t>& slices) {
    for (auto shape : before.dataset("default").rows(accel::json("shape"))) shape.as<accel::Size>();
    if (std::ifstream(before.path() + "/key.txt").get() == EOF) throw accel::Error("no key");
    return accel::merged(slices);
  }
};
ACCEL_METHOD(Reach)
END_METHOD
cat >build.cpp <<'END_SCRIPT'
#include <accel/build.h>
void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob({"photos/*.jpg", "photos/folder/*.jpg"})}});
  auto thumbs = urd.build("thumbnailer", {{"size", {8, 8}}, {"format", "png"}, {"source", images}});
  urd.build("reach", {{"before", thumbs}, {"source", thumbs}, {"path", urd.args().empty() ? "" : urd.args()[0]}});
}
END_SCRIPT
printf 'slices = 2\n' >accel.toml
expect_jobs "3 made, 0 reused"
expect_equal "$(wc -l <"$jobs/dev-0/inputs/files.tsv")" "$(find -L photos -name '*.jpg' | wc -l)"
expect_no_file "$jobs/dev-2/slices/tmp"
expect_exit 0 accel method reach
expect_printed "caged: "

# By hand it is caged, too.
expect_exit 0 accel run-job "$jobs/dev-2" --into "$work/copy"
cmp "$work/copy/result.json" "$jobs/dev-2/result.json" || fail "another result"

expect_exit 1 accel build build.cpp -- "$project/build.cpp"
if grep -q '"landlock": [1-9]' "$jobs/dev-2/setup.json"; then
  expect_one_error "the method is caged" "accel.toml: cage = false" "slice 1 of 2" "build.cpp:5"
fi
printf 'slices = 2\ncage = false\n' >accel.toml
expect_jobs "1 made, 2 reused" build.cpp -- "$project/build.cpp"
expect_file "$jobs/latest/reach/copy"

printf 'cage = "no"\n' >accel.toml
expect_exit 1 accel build build.cpp
expect_one_error "accel.toml:1" "cage must be true or false"
