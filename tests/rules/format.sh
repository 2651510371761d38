#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks that every .cpp and .h is as clang-format 14, that of Debian 12, writes it. Other versions
# write other things.
set -eu
format=$(command -v clang-format-14 || command -v clang-format || true)
case $([ -z "$format" ] || "$format" --version) in
  *' version 14.'*) ;;
  *) echo "skipped: clang-format 14 is not installed" >&2; exit 77 ;;
esac
# shellcheck disable=SC2046  # words
"$format" --dry-run -Werror --ferror-limit=3 $(find src include methods tests examples -name '*.cpp' -o -name '*.h') || {
  echo "to format: clang-format -i FILE..."
  exit 1
}
