# SPDX-License-Identifier: Apache-2.0
# One test for each script beside this file; to add a test, add a script.
add_executable(make_picture ${CMAKE_CURRENT_LIST_DIR}/make_picture.cpp)
target_link_libraries(make_picture PRIVATE accel_image accel accel_settings accel_warnings)

# g++ 12's leak checker crashes in processes with libvips's threads; it is on in the unit tests.
file(GLOB e2e_scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/[^.]*.sh)
foreach(script ${e2e_scripts})
  get_filename_component(name ${script} NAME_WE)
  add_test(NAME e2e.${name} COMMAND sh ${script})
  set_tests_properties(e2e.${name} PROPERTIES
    ENVIRONMENT "ASAN_OPTIONS=detect_leaks=0;ACCEL=$<TARGET_FILE:accel_program>;MAKE_PICTURE=$<TARGET_FILE:make_picture>;ACCEL_NODE_MODULES=${CMAKE_SOURCE_DIR}/build/node/node_modules;ACCEL_SOURCE_DIR=${CMAKE_SOURCE_DIR}"
    TIMEOUT 1200
    SKIP_RETURN_CODE 77)
  # It spends the machine's memory, which every build notes that loses a process meanwhile.
  if(name MATCHES "^kernel_kills")
    set_tests_properties(e2e.${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
  # The build tree remembers its last installation.
  if(name MATCHES "install")
    set_tests_properties(e2e.${name} PROPERTIES RESOURCE_LOCK installation)
  endif()
endforeach()
