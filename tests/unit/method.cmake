# SPDX-License-Identifier: Apache-2.0
# The tests of src/method. Those of compile.h run g++, and clang++ where it is.
accel_unit_test(method_test
  ${CMAKE_CURRENT_LIST_DIR}/cache_space_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/compile_real_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/compile_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/dependencies_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/header_search_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/precompiled_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/tokens_test.cpp
  LIBRARIES test_support)
