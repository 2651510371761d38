# SPDX-License-Identifier: Apache-2.0
# link_results makes relative links, replaces exactly those of before, and leaves a person's own
# files alone.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script
mkdir -p results/thumbs
echo mine >results/thumbs/mine.txt
ln -s mine.txt results/thumbs/my_link
expect_jobs "4 made, 0 reused"
expect_equal "$(readlink results/thumbs/01.jpg)" ../../workdirs/dev/dev-2/01.jpg
expect_equal "$(ls results/thumbs | tr '\n' ' ')" "01.jpg 02.jpg 03.jpg mine.txt my_link "

thumbs_script 20 20
rm photos/03.jpg
expect_jobs "4 made, 0 reused"
expect_equal "$(readlink results/thumbs/01.jpg)" ../../workdirs/dev/dev-6/01.jpg
expect_equal "$(ls results/thumbs | tr '\n' ' ')" "01.jpg 02.jpg mine.txt my_link "

# Lost links are made again.
rm results/thumbs/0*.jpg
expect_jobs "0 made, 4 reused"
expect_file results/thumbs/01.jpg results/thumbs/02.jpg
# A file of the user in the place of a link is reported, and stays.
rm results/thumbs/01.jpg
echo mine >results/thumbs/01.jpg
thumbs_script 10 10
expect_failure 1 "results/thumbs/01.jpg' is in the way"
expect_equal "$(cat results/thumbs/01.jpg results/thumbs/mine.txt)" "mine
mine"
rm results/thumbs/01.jpg

# Another folder: the old one is left to the person.
sed -i 's|"thumbs/"|"small/"|' build.cpp
expect_jobs "0 made, 4 reused"
expect_equal "$(ls results/thumbs | tr '\n' ' ')" "mine.txt my_link "
expect_equal "$(ls results/small | tr '\n' ' ')" "01.jpg 02.jpg "
for folder in .. /tmp small/../../out; do
  sed -i "s|\"\\*.jpg\", \".*\"|\"*.jpg\", \"$folder\"|" build.cpp
  expect_failure 1 "does not stay inside results"
done
sed -i 's|"\*.jpg", ".*"|"*.png", "small"|' build.cpp
expect_failure 1 "no file of job" "'*.png'"
