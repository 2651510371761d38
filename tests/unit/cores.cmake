# SPDX-License-Identifier: Apache-2.0
# Cores as tokens: make's, a pool of them, and how processes get them.
accel_unit_test(cores_test
  ${CMAKE_CURRENT_LIST_DIR}/core_server_test.cpp
  ${CMAKE_CURRENT_LIST_DIR}/make_jobserver_test.cpp
  LIBRARIES accel_layers)
