# SPDX-License-Identifier: Apache-2.0
# A fuzz target is NAME_fuzz.cpp and corpus/NAME. Under the fuzz preset it is built with libFuzzer;
# else with a main that replays the corpus, which is a test.
function(accel_fuzz_target name)
  set(target ${name}_fuzz)
  add_executable(${target} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${target}.cpp)
  target_link_libraries(${target} PRIVATE ${ARGN} accel_settings accel_warnings)
  if(ACCEL_FUZZ)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/replay.cpp)
  add_test(NAME fuzz.${name}_corpus_does_no_harm
           COMMAND ${target} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/corpus/${name})
  set_tests_properties(fuzz.${name}_corpus_does_no_harm PROPERTIES
    ENVIRONMENT "ASAN_OPTIONS=detect_leaks=0" TIMEOUT 300)
endfunction()

foreach(name planar png)
  accel_fuzz_target(${name} accel_image accel accel_planar_libraries)
  target_sources(${name}_fuzz PRIVATE $<TARGET_OBJECTS:accel_planar>)
endforeach()

accel_fuzz_target(exif accel PkgConfig::EXIV2)
target_sources(exif_fuzz PRIVATE $<TARGET_OBJECTS:accel_exif>)

accel_fuzz_target(column accel_column accel_base)
accel_fuzz_target(parts accel_layers)
accel_fuzz_target(expression accel_layers)
add_executable(make_column_seeds EXCLUDE_FROM_ALL
  ${CMAKE_CURRENT_LIST_DIR}/make_column_seeds.cpp
  ${CMAKE_CURRENT_LIST_DIR}/../support/column_cells.cpp)
target_link_libraries(make_column_seeds PRIVATE accel_column accel_base accel_settings
                                                accel_warnings GTest::gtest)
