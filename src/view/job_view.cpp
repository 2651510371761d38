// SPDX-License-Identifier: Apache-2.0
#include "view/job_view.h"

#include "workdir/catalog.h"

namespace accel {

JobView look_at_job(const Store& store, const Job& job) {
  JobView view{job.id(), job.path(), read_record(job.path()), "", {}};
  view.state = state_text(view.path, view.record);
  if (store.job_path(view.id) != view.path) return view;
  const Catalog catalog(store);
  for (const std::string& id : catalog.readers_of(view.id)) {
    view.readers.push_back({id, catalog.find(id)->method});
  }
  return view;
}

Document document(const JobView& job) {
  const auto find = [&](const char* name) {
    return job.record.state == JobState::unreadable ? Document() : json_or_null(job.path + name);
  };
  Document post = find("/post.json");
  if (post.is_object()) post.erase("own");
  Document readers = Document::array();
  for (const JobView::Reader& reader : job.readers) readers.push_back(reader.id);
  return {{"job", job.id},
          {"path", job.path},
          {"state", job.state},
          {"trouble", job.record.trouble.empty() ? Document() : Document(job.record.trouble)},
          {"setup", find("/setup.json")},
          {"post", post},
          {"error", find("/error.json")},
          {"read_by", readers}};
}

}  // namespace accel
