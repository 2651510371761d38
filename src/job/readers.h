// SPDX-License-Identifier: Apache-2.0
// Which jobs of a workdir read which: what must be made again when one is deleted.
#pragma once

#include "job/store.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace accel {

/// By id: the jobs that were given it, or a dataset of it, finished or not. A job whose
/// `setup.json` cannot be read is among nobody's.
using JobReaders = std::map<std::string, std::vector<std::string>>;
JobReaders find_readers(const Store& store);

/// Those that read `id`, and those that read these, and so on, by number.
std::vector<std::string> all_readers(const JobReaders& readers, const std::string& id);

}  // namespace accel
