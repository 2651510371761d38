# SPDX-License-Identifier: Apache-2.0
# The engine of builds with a runner that is made up. The many builds of the reuse model need no
# disk.
add_executable(engine_test
  ${CMAKE_CURRENT_LIST_DIR}/engine_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/engine_world.cpp
  ${CMAKE_CURRENT_LIST_DIR}/reuse_model_test.cpp)
target_link_libraries(engine_test PRIVATE accel_layers accel_settings accel_warnings
                                          GTest::gtest_main)
set(engine_folder /tmp)
if(EXISTS /dev/shm)
  set(engine_folder /dev/shm)
endif()
gtest_discover_tests(engine_test DISCOVERY_TIMEOUT 60
                     PROPERTIES ENVIRONMENT "TMPDIR=${engine_folder}")
