# SPDX-License-Identifier: Apache-2.0
# Sweeps over system calls. In memory where the machine has a place for that: the syncs of thousands
# of runs would take minutes.
add_executable(fault_test
  ${CMAKE_CURRENT_LIST_DIR}/compile_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/faults.cpp
  ${CMAKE_CURRENT_LIST_DIR}/file_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/forked_job_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/job_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/power.cpp
  ${CMAKE_CURRENT_LIST_DIR}/notes_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/power_loss_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/store_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/whole_job.cpp
  ${CMAKE_CURRENT_LIST_DIR}/../support/made_jobs.cpp
  ${CMAKE_CURRENT_LIST_DIR}/../unit/column_cells.cpp
  ${CMAKE_CURRENT_LIST_DIR}/../unit/compile_world.cpp)
target_link_libraries(fault_test PRIVATE accel_layers accel_settings accel_warnings
                                         GTest::gtest_main)
target_include_directories(fault_test PRIVATE ${CMAKE_CURRENT_LIST_DIR}/../support)
# A method to load: what it needs of accel is the test program's, which uses the same.
add_library(doubling_method MODULE ${CMAKE_CURRENT_LIST_DIR}/doubling_method.cpp)
target_include_directories(doubling_method PRIVATE ${CMAKE_SOURCE_DIR}/include)
target_link_libraries(doubling_method PRIVATE accel_settings accel_warnings)
add_dependencies(fault_test doubling_method)
target_compile_definitions(fault_test
                           PRIVATE "DOUBLING_PLUGIN=\"$<TARGET_FILE:doubling_method>\"")
set_target_properties(fault_test PROPERTIES ENABLE_EXPORTS ON)
set(fault_folder /tmp)
if(EXISTS /dev/shm)
  set(fault_folder /dev/shm)
endif()
gtest_discover_tests(fault_test DISCOVERY_TIMEOUT 60
  PROPERTIES ENVIRONMENT TMPDIR=${fault_folder})
