# SPDX-License-Identifier: Apache-2.0
accel_unit_test(sheet_test ${CMAKE_CURRENT_LIST_DIR}/picture_workers_test.cpp LIBRARIES accel_layers)
