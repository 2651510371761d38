# SPDX-License-Identifier: Apache-2.0
add_executable(cage_test ${CMAKE_CURRENT_LIST_DIR}/cage_test.cpp)
target_link_libraries(cage_test PRIVATE accel_layers accel_settings accel_warnings
                                        GTest::gtest_main)
gtest_discover_tests(cage_test DISCOVERY_TIMEOUT 60)
