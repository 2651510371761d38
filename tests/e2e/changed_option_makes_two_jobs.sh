# SPDX-License-Identifier: Apache-2.0
# Another size makes thumbnailer and export_images; the size of before makes nothing. The line of a
# job that is made says why.
. "$(dirname "$0")/common.inc"

pictures 30
thumbs_script 640 338
expect_jobs "4 made, 0 reused"
thumbs_script 20 20
expect_jobs "2 made, 2 reused"
expect_printed "option size: [640,338] became [20,20]" "source: dev-1/default became dev-4/default"
expect_text "$jobs/dev-4/key.txt" "[20,20]"
thumbs_script 640 338
expect_jobs "0 made, 4 reused"

# A default that is written out is the same option; so is a caption of the script.
sed -i 's/{"format", "jpeg"}/{"quality", 85}, &/; s/images = /pictures_and = /' build.cpp
sed -i 's/pictures_and/images/' build.cpp
expect_jobs "0 made, 4 reused"
