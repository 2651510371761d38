# SPDX-License-Identifier: Apache-2.0
accel_unit_test(cage_test ${CMAKE_CURRENT_LIST_DIR}/cage_test.cpp LIBRARIES accel_layers)
