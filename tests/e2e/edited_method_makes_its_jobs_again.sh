# SPDX-License-Identifier: Apache-2.0
# A copy of the thumbnailer in ./methods is the thumbnailer. An edit to it or to a header that it
# includes makes its job again; comments and layout do not. The pictures are exported again only if
# they change.
. "$(dirname "$0")/common.inc"

pictures 30
thumbs_script
expect_jobs "4 made, 0 reused"
mkdir methods
cp "$ACCEL_SOURCE_DIR/methods/thumbnailer.cpp" methods/
expect_jobs "0 made, 4 reused"
sed -i '3i // A comment,\n/* and another. */' methods/thumbnailer.cpp
sed -i 's/void analysis(int slice) {/void analysis( int slice )  \/\/ here too\n  {/' methods/thumbnailer.cpp
expect_jobs "0 made, 4 reused"

sed -i 's/void analysis/static constexpr int mine = 1;\n  void analysis/' methods/thumbnailer.cpp
expect_jobs "1 made, 3 reused"
expect_printed "thumbnailer.cpp"

echo 'inline int more() { return 1; }' >methods/more.h
sed -i '1i #include "more.h"' methods/thumbnailer.cpp
expect_jobs "1 made, 3 reused"
expect_file "$jobs/latest/thumbnailer/source/more.h"
echo 'inline int more() { return 2; }' >methods/more.h
expect_jobs "1 made, 3 reused"
expect_printed "more.h"
echo '// more of it' >>methods/more.h
expect_jobs "0 made, 4 reused"

# The compiler leaves what a system header includes out of its usual list.
printf '#pragma GCC system_header\n#include "part.h"\n' >methods/more.h
echo 'inline int part() { return 1; }' >methods/part.h
expect_jobs "1 made, 3 reused"
echo 'inline int part() { return 2; }' >methods/part.h
expect_jobs "1 made, 3 reused"
expect_printed "part.h"

cp "$ACCEL_SOURCE_DIR/methods/thumbnailer.cpp" methods/
expect_jobs "0 made, 4 reused"
sed -i 's/thumbnail(size)/thumbnail({8, 8})/' methods/thumbnailer.cpp
expect_jobs "2 made, 2 reused"
