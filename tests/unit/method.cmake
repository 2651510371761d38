# SPDX-License-Identifier: Apache-2.0
# The tests of src/method. Those of compile.h run g++, and clang++ where it is.
add_executable(method_test
  ${CMAKE_CURRENT_LIST_DIR}/cache_space_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/compile_real_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/compile_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/compile_world.cpp
  ${CMAKE_CURRENT_LIST_DIR}/dependencies_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/header_search_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/precompiled_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/tokens_test.cpp)
target_link_libraries(method_test PRIVATE accel_layers accel_settings accel_warnings
                                          GTest::gtest_main)
gtest_discover_tests(method_test DISCOVERY_TIMEOUT 60)
