#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Computed values that are equal to those of an earlier job of the method are not written: the
# columns refer to the earlier values. So jobs that read them compute nothing for them.
. "$(dirname "$0")/common.inc"
mkdir methods
cat >methods/measure.cpp <<'END'
#include <accel/image.h>
#include <accel/method.h>

struct Measure : accel::CagedMethod {
  accel::Files files = input_files("files", "the pictures", "base");
  accel::Writer out = writer(accel::bytes("image"), accel::int32("width"), accel::int32("height"),
                             accel::float64("ratio"), accel::text("filename"));

  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      const accel::Bytes image = file.read();
      const accel::Size size = accel::Image(image).size();
      return std::tuple(image, size.width, size.height,
                        static_cast<double>(size.width) / size.height, file.name());
    });
  }
};
ACCEL_METHOD(Measure)
END
cat >methods/area.cpp <<'END'
#include <accel/method.h>

struct Area : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("area"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::int32("width"), accel::int32("height")),
            [](std::int32_t width, std::int32_t height) { return std::int64_t{width} * height; });
  }
};
ACCEL_METHOD(Area)
END
cp "$ACCEL_SOURCE_DIR/methods/thumbnailer.cpp" methods
script 'auto measured = urd.build("measure", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("thumbnailer", {{"size", {32, 32}}, {"source", measured}});
  urd.build("area", {{"source", measured}});'

latest() { basename "$(readlink "$jobs/latest/$1")"; }
# own JOB: the column files that the job has written, without their numbers.
own() { (cd "$jobs/$1/DS/default" && ls) | sed -n 's/\..*arrow$//p' | sort -u | tr '\n' ' '; }
# identities JOB COLUMN: the place where each row was written first.
identities() {
  awk -F '\t' -v column="$2" '
    $1 == "file" && $2 == column { file[n++] = $7 }
    $1 == "columns" { here = 0; for (i = 2; i <= NF; ++i) here = here || $i == column }
    here && $1 == "part" {
      origin = NF == 6 ? $5 : $2
      first = NF == 6 ? $6 : $3
      for (i = 0; i < $4; ++i) print file[origin], first + i
    }' "$jobs/$1/DS/default/parts.tsv"
}
statistics() { accel ds "$1" --json | grep -oE '"(min|max|absent)":[^],}]*'; }
# Compares what the script builds with a build from nothing, and looks for damage.
check() {
  rm -rf "$work/nothing"
  run env ACCEL_WORKDIR="$work/nothing/dev" "$ACCEL" build build.cpp
  [ "$status" = 0 ] || fail "the build from nothing failed"
  for method in measure thumbnailer area; do
    accel cat "$(latest $method)" --format jsonl >"$work/kept" || fail "cannot read the job of $method"
    fresh=$(basename "$(readlink "$work/nothing/dev/latest/$method")")
    ACCEL_WORKDIR=$work/nothing/dev "$ACCEL" cat "$fresh" --format jsonl >"$work/fresh" ||
      fail "cannot read $fresh"
    cmp "$work/kept" "$work/fresh" || fail "$method differs from a build from nothing"
    statistics "$(latest $method)" >"$work/kept"
    ACCEL_WORKDIR=$work/nothing/dev statistics "$fresh" >"$work/fresh"
    cmp "$work/kept" "$work/fresh" || fail "the statistics of $method differ"
  done
  expect_exit 0 accel verify
}

mkdir photos
for i in $(seq 10 49); do "$MAKE_PICTURE" $((i + 30)) 48 "$i" "photos/$i.jpg"; done
expect_jobs "3 made, 0 reused"
expect_computed "40 40 40"

# Ten added, one changed, one removed, three renamed. The renamed files keep all values but their
# names.
for i in $(seq 50 59); do "$MAKE_PICTURE" $((i + 30)) 48 "$i" "photos/$i.jpg"; done
"$MAKE_PICTURE" 45 48 99 photos/15.jpg
rm photos/27.jpg
mv photos/11.jpg photos/20b.jpg
mv photos/12.jpg photos/59b.jpg
mv photos/31.jpg photos/10b.jpg
expect_jobs "3 made, 0 reused"
expect_computed "14 11 10"
check

# A picture that is replaced by one of the same size changes no column of sizes.
last=$(latest measure)
"$MAKE_PICTURE" 60 48 77 photos/30.jpg
expect_jobs "3 made, 0 reused"
expect_computed "1 1 0"
expect_equal "$(own "$(latest measure)")" "image "
for column in width height ratio filename; do
  identities "$last" $column >"$work/before"
  identities "$(latest measure)" $column | cmp - "$work/before" || fail "$column moved"
done
expect_equal "$(identities "$(latest measure)" image | grep -vcxF "$(identities "$last" image)")" 1
check

# An edit that changes no value writes no bytes.
last=$(latest thumbnailer)
sed -i 's/void analysis/int unused = 0;\n  void analysis/' methods/thumbnailer.cpp
expect_jobs "1 made, 2 reused"
expect_computed "- 49 -"
expect_equal "$(own "$(latest thumbnailer)")" ""
identities "$last" thumb >"$work/before"
identities "$(latest thumbnailer)" thumb | cmp - "$work/before" || fail "thumbnails moved"
check

# An edit that changes some values writes only those. --force writes all.
sed -i 's/{width} \* height/{width} * height + (width > 80 ? 1 : 0)/' methods/area.cpp
last=$(latest area)
expect_jobs "1 made, 2 reused"
identities "$last" area >"$work/before"
accel cat "$(latest area)" -c width --no-header >"$work/widths"
identities "$(latest area)" area | paste -d ' ' "$work/before" - "$work/widths" |
  awk '($1 == $3 && $2 == $4) != ($5 <= 80) { exit 1 }' || fail "other values moved"
check
expect_exit 0 accel build build.cpp --force area
expect_equal "$(own "$(latest area)")" "area "
expect_no_file "$jobs/$(latest area)/DS/default/kept"
expect_exit 0 accel gc --delete --keep 0
check

# All types of columns, absent values and bad rows.
cat >methods/types.cpp <<'END'
#include <accel/method.h>

#include <cstdio>
#include <limits>
#include <map>

struct Types : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out =
      writer(accel::bytes("b"), accel::text("t"), accel::json("j"), accel::boolean("o"),
             accel::int32("i"), accel::int64("l"), accel::uint64("u"), accel::float32("f"),
             accel::float64("d"), accel::date("day"), accel::datetime("time"),
             accel::list<float>("e", 2), accel::list<std::int64_t>("s", 2));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::int32("width")), [slice](std::int32_t n) {
      if (slice == 5 && std::fopen("../../../stop", "r") != nullptr) throw accel::JobError("stop");
      if (n % 7 == 0) throw accel::Error("it is bad");
      const auto some = [n](auto value) {
        return n % 5 == 0 ? std::nullopt : std::optional<decltype(value)>(value);
      };
      const double real = n % 3 == 0 ? std::numeric_limits<double>::quiet_NaN() : n / 7.0;
      return std::tuple(some(accel::Bytes("\xff")), some(std::string(n % 4, 'x')), some(std::map<std::string, int>{{"n", n}}),
                        some(n % 2 == 0), some(n), some(std::int64_t{n} << 40),
                        some(~std::uint64_t{0} - static_cast<std::uint64_t>(n)),
                        some(static_cast<float>(real)), some(real),
                        some(accel::Date(2024, 2, 1 + n % 28)),
                        some(accel::DateTime(accel::Date(2024, 2, 29), 1, 2, 3, n)),
                        some(std::vector<float>{static_cast<float>(n), 0.5F}),
                        some(std::vector<std::int64_t>{n, -n}));
    });
  }
};
ACCEL_METHOD(Types)
END
sed -i 's/^}$/  urd.build("types", {{"source", measured}, {"max_bad", 1.0}});\n}/' build.cpp
expect_jobs "1 made, 3 reused"
first=$(latest types)
edits=0
edit() {
  edits=$((edits + 1))
  echo "static_assert($edits > 0);" >>methods/types.cpp
}
# same_types: the job of types has the values of the first, and the files COLUMNS of its own.
same_types() {
  accel cat "$first" --format jsonl >"$work/before"
  accel cat "$(latest types)" --format jsonl | cmp - "$work/before" || fail "the values differ"
  cmp "$jobs/$first/bad.jsonl" "$jobs/$(latest types)/bad.jsonl" || fail "the bad rows differ"
  statistics "$first" >"$work/before"
  statistics "$(latest types)" | cmp - "$work/before" ||
    fail "the statistics differ"
  accel hist "$(latest types)" d >"$work/hist"
  expect_exit 0 accel verify
  expect_equal "$(own "$(latest types)")" "$1"
}
edit
expect_jobs "1 made, 3 reused"
same_types ""

# A job that was cut short keeps its slices while its counterpart is there.
: >stop
edit
expect_exit 1 accel build build.cpp
rm stop
expect_jobs "1 made, 3 reused"
expect_printed "resumed, "
same_types ""
: >stop
edit
expect_exit 1 accel build build.cpp
rm stop
rm -r "$(readlink -f "$jobs/latest/types")"
expect_jobs "1 made, 3 reused"
expect_no_text "$out" "resumed, "
same_types ""

# A damaged counterpart is not used, and neither are slices that kept values of it.
accel cat "$first" --format jsonl >"$work/values"
all="b d day e f i j l o s t time u "
: >stop
edit
expect_exit 1 accel build build.cpp
damaged=$jobs/$(latest types)
rm -r stop "$damaged/DS"
expect_jobs "1 made, 3 reused"
expect_no_text "$out" "resumed, "
expect_equal "$(own "$(latest types)")" "$all"
expect_exit 0 accel verify "$(latest types)"
rm -r "$damaged" "$jobs/$(latest types)"
edit
expect_jobs "1 made, 3 reused"
same_types ""
rm -rf "$work/whole"
cp -a workdirs "$work/whole"
while read -r damage; do
  rm -rf workdirs
  cp -a "$work/whole" workdirs
  (cd "$jobs/$(latest types)" && eval "$damage")
  edit
  expect_exit 0 accel build build.cpp
  expect_printed "jobs: 1 made, 3 reused"
  accel cat "$(latest types)" --format jsonl | cmp - "$work/values" || fail "$damage: the values differ"
  expect_equal "$(own "$(latest types)")" "$all"
done <<'END'
rm -r DS
sed -i s/part/pert/ DS/default/parts.tsv
rm DS/default/dataset.json
rm DS/default/kept/*
for file in DS/default/kept/*; do truncate -s 100 "$file"; done
for file in DS/default/kept/*; do mv "$file" x && ln -s "$PWD/x" "$file"; done
for file in DS/default/kept/*; do cp "$file" x && rm "$file" && head -c "$(stat -c %s x)" /dev/zero >"$file"; done
sed -i 's/"analysis"/"analyses"/' post.json
END
