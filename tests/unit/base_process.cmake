# SPDX-License-Identifier: Apache-2.0
add_executable(process_test ${CMAKE_CURRENT_LIST_DIR}/interrupt_test.cpp
                            ${CMAKE_CURRENT_LIST_DIR}/process_test.cpp)
target_link_libraries(process_test PRIVATE accel_layers accel_settings accel_warnings
                                           GTest::gtest_main)
gtest_discover_tests(process_test DISCOVERY_TIMEOUT 60)
