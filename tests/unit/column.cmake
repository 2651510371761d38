# SPDX-License-Identifier: Apache-2.0
# The tests of src/column. Those that read with npm's apache-arrow and nodejs-polars skip
# themselves where ACCEL_NODE_MODULES is not set.
accel_unit_test(column_test
  ${CMAKE_CURRENT_LIST_DIR}/column_readers_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/column_check_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/column_damage_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/column_file_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/column_foreign_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/column_round_trip_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/column_type_test.cpp
  LIBRARIES test_support)
# column_foreign_test.cpp makes metadata that src/column would not.
target_include_directories(column_test SYSTEM PRIVATE
  $<TARGET_PROPERTY:accel_column,BINARY_DIR>/generated)
target_compile_definitions(column_test PRIVATE
  ACCEL_TEST_SUPPORT="${CMAKE_CURRENT_LIST_DIR}/../support")
