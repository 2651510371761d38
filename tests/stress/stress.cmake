# SPDX-License-Identifier: Apache-2.0
# Scripts that take how long they run as an argument; without it, as here, they are short.
file(GLOB stress_scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/[^.]*.sh)
foreach(script ${stress_scripts})
  get_filename_component(name ${script} NAME_WE)
  add_test(NAME stress.${name} COMMAND sh ${script})
  set_tests_properties(stress.${name} PROPERTIES
    ENVIRONMENT "ASAN_OPTIONS=detect_leaks=0;ACCEL=$<TARGET_FILE:accel_program>;MAKE_PICTURE=$<TARGET_FILE:make_picture>;ACCEL_SOURCE_DIR=${CMAKE_SOURCE_DIR}"
    TIMEOUT 1200
    SKIP_RETURN_CODE 77)
endforeach()

set(rows_folder /tmp)
if(EXISTS /dev/shm)
  set(rows_folder /dev/shm)
endif()
# Random edits and builds of a project in rows/, with the real program and compiler.
accel_unit_test(row_reuse_test
  ${CMAKE_CURRENT_LIST_DIR}/rows/job_contents.cpp
  ${CMAKE_CURRENT_LIST_DIR}/rows/row_inputs.cpp
  ${CMAKE_CURRENT_LIST_DIR}/rows/row_model_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/rows/row_project.cpp
  ${CMAKE_CURRENT_LIST_DIR}/rows/row_reuse_test.cpp
  LIBRARIES test_support
  PROPERTIES TIMEOUT 1200 ENVIRONMENT ACCEL_ROWS_WORKDIRS=${rows_folder})
target_compile_definitions(row_reuse_test PRIVATE
  ACCEL_PROGRAM="$<TARGET_FILE:accel_program>"
  ACCEL_ROW_TEST="${CMAKE_CURRENT_LIST_DIR}/rows")
add_dependencies(row_reuse_test accel_program)
