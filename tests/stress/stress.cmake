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
