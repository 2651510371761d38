// SPDX-License-Identifier: Apache-2.0
#include <accel/export.h>

ACCEL_EXPORT int accel_command_line(int argc, char** argv);

int main(int argc, char** argv) { return accel_command_line(argc, argv); }
