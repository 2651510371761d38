# SPDX-License-Identifier: Apache-2.0
# Runs after the last file was installed. Files below a DESTDIR are for a package, and not ours
# to remove.
cmake_policy(VERSION 3.25)
if("$ENV{DESTDIR}" STREQUAL "")
  set(files ${CMAKE_INSTALL_MANIFEST_FILES})
  list(TRANSFORM files PREPEND "file ")
  list(APPEND recorded ${files})
  list(REMOVE_DUPLICATES recorded)
  list(JOIN recorded "\n" text)
  file(WRITE ${install_record} "${text}\n")
endif()
