// SPDX-License-Identifier: Apache-2.0
// Leaks of other libraries, for the leak checker: fontconfig keeps what it read of its settings.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
