# SPDX-License-Identifier: Apache-2.0
accel_unit_test(progress_test
  ${CMAKE_CURRENT_LIST_DIR}/board_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/progress_lines_test.cpp
  LIBRARIES accel_layers)
