#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A layer includes only what stands above it: the order of DESIGN, as in src/README.md.
set -eu
status=0

# check LAYER ALLOWED...: every #include "folder/..." in src/LAYER names one of ALLOWED or itself.
check() {
  layer=$1
  shift
  for file in src/"$layer"/*.h src/"$layer"/*.cpp; do
    for used in $(sed -n 's|^#include "\([a-z_]*\)/.*|\1|p' "$file" | sort -u); do
      case " $layer $* " in
        *" $used "*) ;;
        *) echo "$file includes $used/, which is not above $layer"; status=1 ;;
      esac
    done
  done
}

check base
check column base
check job base
check dataset base column job
check rows base column job dataset
check method base column job dataset
check run base column job dataset method
check workdir base column job dataset method
check progress base job run
check urd base column job dataset method run workdir progress
check view base column job dataset rows method run workdir progress urd image
check cli base column job dataset rows method run workdir progress urd view image
check image base

# One user each of the libraries that are meant to have one: a folder, or a file.
only() {
  header=$1
  user=$2
  if grep -rlE "#include <$header" src include methods | grep -vE "^src/$user(/|$)"; then
    echo "only src/$user may include <$header>"
    status=1
  fi
}
only 'CLI/' cli/command.cpp
only 'vips/' image
only 'jpeglib' image
only 'zimg' image
only 'libdeflate' image
only 'webp/' image
only 'lcms2' image
only 'exiv2/' image/exif_reader.cpp
only 'toml' job
only 're2/' cli
only 'xxhash' base
only 'flatbuffers' column
# What is on disk is read and written through base/sys.h, where tests put faults in.
calls='open|openat|creat|p?(read|write)v?|f?(data)?sync|syncfs|f?truncate|rename(at)?|(sym)?link(at)?'
calls="$calls|unlink(at)?|rmdir|mkdir(at)?|mkdtemp|mkstemp|[lf]?stat|fstatat|readlink|opendir|readdir"
# A signal handler's byte to its own process is nothing on disk.
folders='src/base src/column src/job src/dataset src/rows src/method src/workdir src/run/commit.cpp'
if grep -rnE "(^|[^a-zA-Z_>:])::($calls)\(|remove_all|create_director" $folders |
   grep -vE '^src/base/(sys.h|interrupt.cpp):|STDERR_FILENO'; then
  echo "a call that passes by base/sys.h"
  status=1
fi
if grep -nE '#include <(nlohmann|vips|exiv2|CLI|xxhash|toml|flatbuffers|gtest)' include/accel/*.h; then
  echo "a public header includes a third-party one"
  status=1
fi
# All types are in one namespace, so no two headers may define the same name.
twice=$(find src include -name '*.h' -exec sed -nE \
  's/^(struct|class|enum class) (ACCEL_EXPORT |alignas\(.*\) )?([A-Za-z0-9]+)( final)?( :.*)? \{.*/\3/p' \
  {} + | sort | uniq -d)
if [ -n "$twice" ]; then
  echo "types that two headers define: $twice"
  status=1
fi
# catch appears in the files that the table in src/README.md lists, and each of these has one.
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
sed -n '/^`catch` appears in these files/,/^## /s/^| \([^|]*\) |.*/\1/p' src/README.md |
  grep -o '`[^`]*/[^`]*`' | tr -d '`' | sort -u >"$folder/listed"
grep -rlE '\bcatch \(' src include methods | sed 's|^src/||' | sort >"$folder/found"
if ! diff "$folder/listed" "$folder/found" >"$folder/differ"; then
  sed -n 's|^<|src/README.md lists a catch that is not there:|p; s|^>|not in the table of src/README.md, but has a catch:|p' \
    "$folder/differ"
  status=1
fi
[ -s "$folder/listed" ] || { echo "src/README.md has no table of catches"; status=1; }
exit $status
