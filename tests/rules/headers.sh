#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# headers.sh COMPILER: every public header compiles alone, under every warning, and what a method or
# a script preprocesses to stays light: what users feel is the time from edit to run.
set -eu
compiler=$1
budget=60000
status=0
for header in include/accel/*.h; do
  name=accel/$(basename "$header")
  if ! printf '#include <%s>\n' "$name" | "$compiler" -std=c++20 -Wall -Wextra -Wpedantic -Wshadow \
    -Wconversion -Werror -Iinclude -fsyntax-only -x c++ -; then
    echo "$name does not compile alone"
    status=1
  fi
  lines=$(printf '#include <%s>\n' "$name" | "$compiler" -std=c++20 -Iinclude -E -x c++ - | wc -l)
  if [ "$lines" -gt "$budget" ]; then
    echo "$name preprocesses to $lines lines, over $budget"
    status=1
  fi
  # Third-party headers lie outside of the compiler's own folders.
  foreign=$(printf '#include <%s>\n' "$name" | "$compiler" -std=c++20 -Iinclude -M -x c++ - |
    tr ' \\' '\n\n' | grep '^/usr/include/' |
    grep -vE '^/usr/include/(c\+\+|[a-z0-9_]+-linux-gnu|linux|asm-generic|[-a-z_0-9]+\.h$)' || true)
  if [ -n "$foreign" ]; then
    echo "$name includes third-party headers: $foreign"
    status=1
  fi
done
exit $status
