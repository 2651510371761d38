# SPDX-License-Identifier: Apache-2.0
# Odd names of photographs and of the project's folder: spaces, quotes, newlines, what is not UTF-8.
. "$(dirname "$0")/common.inc"

odd="$work/it's a \$HOME;  \"folder\" #1 ü"
mkdir "$odd"
cd "$odd"
pictures 1
newline='new
line.jpg'
for name in 'a b.jpg' 'tab	.jpg' "$newline" 'ü.jpg' "'quote\".jpg" '-dash.jpg' 'back\slash.jpg' '#.jpg' '$(x).jpg'; do
  cp photos/01.jpg "photos/$name"
done
thumbs_script 20 20
mkdir methods
cp "$ACCEL_SOURCE_DIR/methods/thumbnailer.cpp" methods/
echo 'static const int mine = 1;' >'methods/own header.h'
sed -i '1i #include "own header.h"' methods/thumbnailer.cpp
expect_jobs "4 made, 0 reused"
for name in 'a b.jpg' 'tab	.jpg' "$newline" 'ü.jpg' "'quote\".jpg" '-dash.jpg' 'back\slash.jpg' '#.jpg' '$(x).jpg'; do
  expect_file "results/thumbs/$name"
done
expect_equal "$(wc -l <workdirs/dev/dev-0/inputs/files.tsv)" 10
expect_jobs "0 made, 4 reused"
sed -i 's/mine = 1/mine = 2/' 'methods/own header.h'
expect_jobs "1 made, 3 reused"  # the same pictures
expect_exit 0 accel ds dev-0 --rows 20
expect_exit 0 accel job dev-2

# A name that is no UTF-8 cannot be a text: told, not garbled.
bad=$(printf 'not-\377.jpg')
cp photos/01.jpg "photos/$bad"
expect_exit 1 accel build build.cpp
expect_one_error 'not-\xff.jpg' "UTF-8" "build.cpp:4"

# A line break in the path of a script would end a line of the compiler's list of files.
mkdir "$work/line
break"
cd "$work/line
break"
script ''
expect_exit 1 accel build build.cpp
expect_one_error "has a line break" "rename the script, or the folder that it is in"
