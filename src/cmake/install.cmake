# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where, the CMake package, the target `uninstall`, and the Debian
# package. An installed tree finds its parts relative to the program, so it can be moved.
include(CMakePackageConfigHelpers)

set(accel_package ${CMAKE_INSTALL_LIBDIR}/cmake/accel)
set(accel_sources ${CMAKE_INSTALL_DATADIR}/accel/methods)
set(accel_compiled ${CMAKE_INSTALL_LIBDIR}/accel/methods)
set(accel_headers ${CMAKE_INSTALL_INCLUDEDIR}/accel)
set(accel_documents ${CMAKE_INSTALL_DATADIR}/doc/accel)
set(accel_completions ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)

# Before the first file and after the last, what is installed is recorded for `uninstall`. So
# everything that is installed is named here.
set(install_record ${CMAKE_BINARY_DIR}/installed.txt)
set(install_folders ${CMAKE_INSTALL_BINDIR} ${CMAKE_INSTALL_LIBDIR} ${accel_package}
                    ${accel_sources} ${accel_compiled} ${accel_headers} ${accel_documents}
                    ${accel_completions})
install(CODE "set(install_record [[${install_record}]])
set(install_folders [[${install_folders}]])"
        ALL_COMPONENTS)
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/record_folders.cmake ALL_COMPONENTS)

set_target_properties(accel_program PROPERTIES EXPORT_NAME program)
set_target_properties(accel_image PROPERTIES EXPORT_NAME image)
install(TARGETS accel_program accel accel_image EXPORT accel_targets
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS accel_exif accel_pattern accel_planar accel_vips
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${public_headers} DESTINATION ${accel_headers})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/methods/ DESTINATION ${accel_sources}
        FILES_MATCHING PATTERN "*.cpp" PATTERN "*.h")
install(DIRECTORY ${CMAKE_BINARY_DIR}/compiled_methods/ DESTINATION ${accel_compiled}
        FILES_MATCHING PATTERN "plugin.so" PATTERN "*.json" PATTERN ".cache" EXCLUDE)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${accel_documents} RENAME copyright)
install(FILES ${CMAKE_SOURCE_DIR}/src/cli/accel.bash DESTINATION ${accel_completions} RENAME accel)

configure_file(${CMAKE_CURRENT_LIST_DIR}/accel-config.cmake.in
               ${CMAKE_CURRENT_BINARY_DIR}/accel-config.cmake @ONLY)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/accel-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(EXPORT accel_targets DESTINATION ${accel_package} NAMESPACE accel::
        FILE accel-targets.cmake)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/accel-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/accel-config-version.cmake
        DESTINATION ${accel_package})

install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/record_files.cmake ALL_COMPONENTS)
add_custom_target(uninstall
  COMMAND ${CMAKE_COMMAND} -D install_record=${install_record}
          -P ${CMAKE_CURRENT_LIST_DIR}/uninstall.cmake
  COMMENT "Removing what was installed"
  VERBATIM)

# The Debian package: `cpack` in the build tree. Users compile their methods, so what it needs is a
# compiler, too, but no library's headers, because ours include none.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME accel)
set(CPACK_PACKAGE_CONTACT "accel developers <accel@packages.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
    "batch jobs over images and records, run again where they changed")
set(CPACK_PACKAGE_DESCRIPTION
    "A pipeline of steps over a folder of images or records: each step is a small
C++ program, compiled when it is needed. accel runs the steps whose code,
options or inputs changed, on all cores, and reuses the results of the rest.
Results lie in plain folders: JSON, and columns as Arrow files.")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
    GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR})
set(CPACK_DEBIAN_PACKAGE_DEPENDS "g++ (>= 4:12)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS pkg-config)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "clang, cmake")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
