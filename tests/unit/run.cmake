# SPDX-License-Identifier: Apache-2.0
# The tests of src/run that need no process.
accel_unit_test(run_test
  ${CMAKE_CURRENT_LIST_DIR}/compaction_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/pool_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/row_match_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/row_ranges_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/share_test.cpp
  LIBRARIES accel_layers)
