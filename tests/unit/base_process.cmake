# SPDX-License-Identifier: Apache-2.0
accel_unit_test(process_test
  ${CMAKE_CURRENT_LIST_DIR}/interrupt_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/process_test.cpp
  LIBRARIES accel_layers)
