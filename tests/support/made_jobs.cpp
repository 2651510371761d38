// SPDX-License-Identifier: Apache-2.0
#include "made_jobs.h"

#include "base/json.h"
#include "job/post_file.h"
#include "job/setup.h"

namespace accel {

void begin_job(const Store& store, const std::string& id, const std::string& method,
               const std::vector<std::string>& reads) {
  JobSetup setup;
  setup.job = id;
  setup.task.method = method;
  setup.task.jobs = {{"reads", reads}};
  setup.task.lists = {"reads"};
  setup.task.key = digest_of("key of " + id).hex();
  setup.origin.started = kBegan;
  setup.origin.script = "build.cpp";
  make_folders(store.job_path(id));
  write_file(store.job_path(id) + "/key.txt", "key of " + id);
  write_json(store.job_path(id) + "/setup.json", setup_document(setup));
  store.note_started(digest_of("key of " + id), id);
}

void finish_job(const Store& store, const std::string& id, double seconds,
                const std::vector<Digest>& accepted) {
  std::vector<std::string> keys{digest_of("key of " + id).hex()};
  for (const Digest& key : accepted) {
    keys.push_back(key.hex());
    store.note_started(key, id);
  }
  write_json(store.job_path(id) + "/post.json", {{"format", kPostFormat},
                                                 {"job", id},
                                                 {"keys", keys},
                                                 {"seconds", {{"total", seconds}}},
                                                 {"rows", 3},
                                                 {"bad_rows", 1},
                                                 {"bytes", 5},
                                                 {"files", Document::array()}});
}

}  // namespace accel
