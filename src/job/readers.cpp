// SPDX-License-Identifier: Apache-2.0
#include "job/readers.h"

#include "job/job_id.h"
#include "job/setup.h"

#include <algorithm>

namespace accel {
namespace {

std::set<std::string> inputs_of(const JobSetup& setup) {
  std::set<std::string> ids;
  for (const auto& [name, references] : setup.datasets) {
    for (const Reference& reference : references) ids.insert(reference.job);
  }
  for (const auto& [name, jobs] : setup.jobs) ids.insert(jobs.begin(), jobs.end());
  return ids;
}

}  // namespace

JobReaders find_readers(const Store& store) {
  JobReaders readers;
  for (const std::string& id : store.list()) {
    try {  // what a damaged job read is not known, and it cannot be reused
      for (const std::string& input : inputs_of(read_setup(store.job_path(id)))) {
        readers[input].push_back(id);
      }
    } catch (const Error&) {
      continue;
    }
  }
  return readers;
}

std::vector<std::string> all_readers(const JobReaders& readers, const std::string& id) {
  std::vector<std::string> found;
  std::set<std::string> seen{id};  // one may be reached by several ways
  const auto add_readers_of = [&](const std::string& read) {
    const auto direct = readers.find(read);
    if (direct == readers.end()) return;
    for (const std::string& reader : direct->second) {
      if (seen.insert(reader).second) found.push_back(reader);
    }
  };
  add_readers_of(id);
  for (std::size_t i = 0; i < found.size(); ++i) add_readers_of(std::string(found[i]));
  std::ranges::sort(found, {}, [](const std::string& job) { return find_job_id(job)->number; });
  return found;
}

}  // namespace accel
