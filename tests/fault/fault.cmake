# SPDX-License-Identifier: Apache-2.0
# Sweeps over system calls. In memory where the machine has a place for that: the syncs of thousands
# of runs would take minutes.
set(fault_folder /tmp)
if(EXISTS /dev/shm)
  set(fault_folder /dev/shm)
endif()
accel_unit_test(fault_test
  ${CMAKE_CURRENT_LIST_DIR}/compile_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/faults.cpp
  ${CMAKE_CURRENT_LIST_DIR}/file_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/forked_job_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/job_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/power.cpp
  ${CMAKE_CURRENT_LIST_DIR}/notes_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/power_loss_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/sandbox_sync_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/store_fault_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/whole_job.cpp
  LIBRARIES test_support
  PROPERTIES ENVIRONMENT TMPDIR=${fault_folder})
# A method to load: what it needs of accel is the test program's, which uses the same.
add_library(doubling_method MODULE ${CMAKE_CURRENT_LIST_DIR}/doubling_method.cpp)
target_include_directories(doubling_method PRIVATE ${CMAKE_SOURCE_DIR}/include)
target_link_libraries(doubling_method PRIVATE accel_settings accel_warnings)
set_target_properties(doubling_method PROPERTIES POSITION_INDEPENDENT_CODE ON)
add_dependencies(fault_test doubling_method)
target_compile_definitions(fault_test
                           PRIVATE "DOUBLING_PLUGIN=\"$<TARGET_FILE:doubling_method>\"")
set_target_properties(fault_test PROPERTIES ENABLE_EXPORTS ON)
