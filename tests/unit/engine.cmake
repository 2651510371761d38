# SPDX-License-Identifier: Apache-2.0
# The engine of builds with a fake runner. The many builds of the reuse model need no disk.
set(engine_folder /tmp)
if(EXISTS /dev/shm)
  set(engine_folder /dev/shm)
endif()
accel_unit_test(engine_test
  ${CMAKE_CURRENT_LIST_DIR}/cutoff_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/engine_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/engine_world.cpp
  ${CMAKE_CURRENT_LIST_DIR}/reuse_model_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/side_by_side_test.cpp
  LIBRARIES accel_layers
  PROPERTIES ENVIRONMENT "TMPDIR=${engine_folder}")
