# SPDX-License-Identifier: Apache-2.0
# The name of an imported file is relative to the folder of its pattern's first wildcard, so that
# another folder of files does not rename it. In a list that the script puts together, it is
# relative to the deepest common folder.
. "$(dirname "$0")/common.inc"

expect_names() {
  expect_exit 0 accel cat --no-header -c filename import_images
  expect_equal "$(tr '\n' ' ' <"$out")" "$1 "
}
import_script() { script "$1"' urd.build("import_images", {{"files", files}});'; }

pictures 1
mkdir photos/cats
mv photos/01.jpg photos/cats/1.jpg
import_script 'auto files = accel::glob("photos/**/*.jpg");'
expect_jobs "1 made, 0 reused"
expect_names "cats/1.jpg"
mkdir photos/dogs
cp photos/cats/1.jpg photos/dogs/2.jpg
expect_jobs "1 made, 0 reused"
expect_names "cats/1.jpg dogs/2.jpg"

import_script 'auto files = accel::glob({"photos/cats/*.jpg", "photos/birds/*.jpg"});'
expect_jobs "0 made, 1 reused" # the name and contents of the first job
expect_names "cats/1.jpg"
import_script 'auto files = accel::glob("photos/cats/*.jpg");'
expect_jobs "1 made, 0 reused"
expect_names "1.jpg"
# A plain vector knows no pattern. Its names are those of the job above, so this is reused.
import_script 'std::vector<std::string> files = accel::glob("photos/*/1.jpg");'
expect_jobs "0 made, 1 reused"

# Lists that the script joins and filters.
import_script 'auto files = accel::glob("photos/cats/*.jpg");
  for (const auto& more : accel::glob("photos/dogs/*.jpg")) files.push_back(more);'
expect_jobs "0 made, 1 reused"
expect_names "cats/1.jpg dogs/2.jpg"
import_script 'auto files = accel::glob("photos/**/*.jpg");
  files.pop_back();'
expect_jobs "0 made, 1 reused"
expect_names "cats/1.jpg"
script 'accel::Arguments arguments;
  arguments.add("files", accel::glob("photos/**/1.jpg"));
  urd.build("import_images", arguments);'
expect_jobs "0 made, 1 reused"
expect_names "cats/1.jpg"
