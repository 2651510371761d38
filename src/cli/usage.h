// SPDX-License-Identifier: Apache-2.0
// Command lines whose words are all known, but make no sense together: exit code 2.
#pragma once

#include <accel/error.h>

#include <CLI/CLI.hpp>

#include <initializer_list>
#include <string>

namespace accel {

/// Thrown before anything is printed or written.
struct UsageError : Error {
  using Error::Error;
};

/// Throws UsageError when one of these options of `command` was given, which would do nothing:
/// "--state is for the list of jobs, and one is named". `why` is what follows the option's name.
void refuse_options(const CLI::App& command, std::initializer_list<const char*> names,
                    const std::string& why);

}  // namespace accel
