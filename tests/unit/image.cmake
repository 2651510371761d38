# SPDX-License-Identifier: Apache-2.0
# The tests of src/image. What libaccel_image.so does not show is compiled in; its modules lie beside
# the test, too. libvips is linked here to make the pictures, and to look at what came out.
accel_unit_test(image_test
  ${CMAKE_CURRENT_LIST_DIR}/image_bmp_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_exif_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_header_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_jpeg_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_limits_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_phase_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_pixels_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_planar_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_samples_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_sheet_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_statistics_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_thumbnail_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/image_truncated_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/../support/exif_structure.cpp
  ${CMAKE_CURRENT_LIST_DIR}/../support/handmade_images.cpp
  ${CMAKE_CURRENT_LIST_DIR}/../support/test_images.cpp
  ${CMAKE_SOURCE_DIR}/src/image/backends.cpp
  ${CMAKE_SOURCE_DIR}/src/image/bitmap.cpp
  ${CMAKE_SOURCE_DIR}/src/image/sheet.cpp
  ${CMAKE_SOURCE_DIR}/src/image/text_line.cpp
  LIBRARIES accel_image accel PkgConfig::JPEG PkgConfig::VIPS)
target_include_directories(image_test PRIVATE ${CMAKE_CURRENT_LIST_DIR}/../support)
