// SPDX-License-Identifier: Apache-2.0
#include "build/asked_jobs.h"

#include "base/hash.h"
#include "base/json.h"

#include <unistd.h>

namespace accel {
namespace {

/// A script that was deleted asks for nothing. A project that is not there may be on a disk that is
/// not mounted, and a name that is not UTF-8 was not kept whole.
bool may_be_there(const AskedJobs& asked) {
  const bool is_whole = asked.script.find("\xEF\xBF\xBD") == std::string::npos;
  return !is_whole || !exists(asked.project) || exists(join_path(asked.project, asked.script));
}

std::string record_path(const std::string& workdir, const std::string& project,
                        const std::string& script) {
  return join_path(asked_jobs_folder(workdir), digest_of(project + "\n" + script).hex() + ".json");
}

}  // namespace

std::string asked_jobs_folder(const std::string& workdir) { return workdir + "/.builds"; }

void note_asked_jobs(const std::string& workdir, const AskedJobs& asked) {
  if (::access(workdir.c_str(), W_OK) != 0) return;  // then nothing can be deleted there either
  const std::string path = record_path(workdir, asked.project, asked.script);
  const std::string text =
      json_text({{"project", asked.project}, {"script", asked.script}, {"jobs", asked.jobs}});
  if (find_contents(path) == text) return;
  make_folders(parent_path(path));
  write_file(path, text, Durable::yes);
}

int count_asked_jobs(const std::string& workdir, const std::string& project,
                     const std::string& script) {
  const auto text = find_contents(record_path(workdir, project, script));
  const Document record = text ? Document::parse(*text, nullptr, false) : Document();
  const bool has_jobs = record.is_object() && record.contains("jobs");
  return has_jobs ? static_cast<int>(record["jobs"].size()) : 0;
}

std::vector<AskedJobs> read_asked_jobs(const std::string& workdir) {
  std::vector<AskedJobs> all;
  const std::string folder = asked_jobs_folder(workdir);
  for (const std::string& name : list_folder(folder)) {
    const std::string path = join_path(folder, name);
    if (!name.ends_with(".json")) continue;  // a temporary file
    const auto document = find_json(path);
    if (!document) continue;
    AskedJobs asked{json_get<std::string>(*document, "project", path),
                    json_get<std::string>(*document, "script", path),
                    json_get<std::vector<std::string>>(*document, "jobs", path)};
    if (may_be_there(asked)) all.push_back(std::move(asked));
  }
  return all;
}

}  // namespace accel
