// SPDX-License-Identifier: Apache-2.0
#include "run/commit.h"

#include "base/hash.h"
#include "base/text.h"
#include "dataset/dataset.h"
#include "job/key.h"
#include "job/post_file.h"
#include "job/store.h"
#include "run/cage.h"
#include "run/compaction.h"
#include "run/computed_rows.h"
#include "run/failure.h"
#include "run/row_files.h"
#include "run/slice_report.h"

#include <fcntl.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace accel {
namespace {

constexpr std::size_t kFewFiles = 16;
constexpr const char* kReport = "the job's report";

/// Checks the report, which cannot be trusted: a decoder may have been taken over.
Document seconds_of(const Document& done, double total) {
  const Document& reported = json_object(done, "seconds", kReport);
  Document seconds;
  seconds["total"] = total;
  for (const char* phase : {"prepare", "analysis", "synthesis"}) {
    seconds[phase] = json_get<double>(reported, phase, kReport);
  }
  seconds["slices"] = json_get<std::vector<double>>(reported, "slices", kReport);
  return seconds;
}

/// Throws Error if the method changed or wrote files that are not its own.
void refuse_damage(const std::string& job_path, const JobSetup& setup, bool has_result) {
  const auto key = find_contents(job_path + "/key.txt");
  if (!key || digest_of(*key).hex() != setup.task.key) {
    throw Error("the method changed 'key.txt', which is a reserved name");
  }
  for (const std::string name :
       {"post.json", "bad.jsonl", "files.tsv", "error.json", "result.json"}) {
    const bool is_ours = has_result && name == "result.json";
    if (!is_ours && exists(join_path(job_path, name))) {
      throw Error("the method wrote " + quote(name) + ", which is a reserved name");
    }
  }
}

/// Throws Error if a child of a worker left an error. The worker continued and knows nothing of it.
void refuse_forks(const std::string& job_path) {
  for (const Share& share : shares_with(job_path, ".error.json")) {
    const std::string path = slice_path(job_path, share, ".error.json");
    throw Error("slice " + std::to_string(share.slice) + ": " +
                read_failure(read_json(path), path).what);
  }
}

[[noreturn]] void refuse_change(const std::string& name) {
  throw Error("the method changed " + quote(name) + ", which is a reserved name");
}

using PathsByChecksum = std::map<std::string, std::string>;

void add_files(PathsByChecksum& paths, const std::string& folder, const ColumnParts& parts) {
  for (const PartFile& file : parts.files) {
    if (!file.name.empty()) paths[file.checksum.hex()] = join_path(folder, file.name);
  }
}

/// The column files whose rows the job may keep.
PathsByChecksum keepable_files(const JobSetup& setup, const KeptParts& others) {
  PathsByChecksum paths;
  const Workdirs workdirs(setup.environment.workdirs);
  const auto folder_of = [&](const Reference& reference) {
    return dataset_folder(workdirs.job_path(reference.job), reference.dataset);
  };
  for (const auto& [input, datasets] : setup.task.datasets) {
    for (const Reference& reference : datasets) {
      const Dataset dataset = open_dataset(reference, workdirs);
      for (const ManifestColumn& column : dataset.state()->manifest.columns) {
        add_files(paths, folder_of(column.owner), parts_of(*dataset.state(), column));
      }
    }
  }
  for (const auto& [reference, columns] : others) {
    for (const auto& [name, parts] : columns) add_files(paths, folder_of(reference), parts);
  }
  return paths;
}

/// Gives the job its own links to the column files of its inputs, predecessors and counterpart that
/// its datasets name. The supervisor does this, by checksum, because it cannot trust the phases.
void link_kept_files(const std::string& job_path, const JobSetup& setup, const KeptParts& others) {
  std::optional<PathsByChecksum> inputs;
  std::set<std::string> linked;
  for (const std::string& dataset : list_folder(job_path + "/DS")) {
    const Manifest manifest = read_manifest_file(job_path + "/DS/" + dataset + "/dataset.json");
    const std::string folder = dataset_folder(job_path, manifest.name);
    remove_tree(folder + "/kept");  // of a run that was cut short here; methods write nothing there
    for (const ManifestColumn& column : manifest.columns) {
      if (column.owner.job != setup.job || !column.list) continue;
      for (const PartFile& file : read_parts(column, manifest.rows, job_path).files) {
        if (!is_kept(file)) continue;
        if (!inputs) inputs = keepable_files(setup, others);
        const auto found = inputs->find(file.checksum.hex());
        if (found == inputs->end()) {
          throw Error("dataset " + quote(manifest.name) +
                      " keeps rows of a file that no input and no earlier job has");
        }
        const std::string path = join_path(folder, file.name);
        make_folders(parent_path(path));
        if (linked.insert(path).second) link_or_copy(found->second, path);
      }
    }
  }
}

/// A column's file must have the size that its writer wrote.
void refuse_changed_sizes(const std::string& job_path, const std::string& job) {
  for (const std::string& dataset : list_folder(job_path + "/DS")) {
    const Manifest manifest = read_manifest_file(job_path + "/DS/" + dataset + "/dataset.json");
    for (const ManifestColumn& column : manifest.columns) {
      if (column.owner.job != job) continue;
      for (const PartFile& file : read_parts(column, manifest.rows, job_path).files) {
        if (file.name.empty()) continue;
        const std::string name = join_path(dataset_folder("", manifest.name).substr(1), file.name);
        const auto stat = find_stat(join_path(job_path, name), Follow::no);
        if (!stat || !stat->is_regular() || stat->size != file.bytes) refuse_change(name);
      }
    }
  }
}

/// What a share of this run wrote must not be newer than the share's report. (Copying a kept share
/// may have changed that.)
void refuse_later_writes(const std::string& job_path, const Share& share) {
  const auto written = find_stat(slice_path(job_path, share, ".json"));
  const auto report = find_slice_report(job_path, share);
  if (!written || !report) return;
  for (const auto& [dataset, columns] : report->datasets) {
    for (const SliceColumn& column : columns.columns) {
      const std::string name = column_path("", dataset, column.name, share).substr(1);
      const auto stat = find_stat(join_path(job_path, name), Follow::no);
      if (stat && stat->modified_ns > written->modified_ns) refuse_change(name);
    }
  }
}

void refuse_changed_columns(const std::string& job_path, const JobSetup& setup,
                            const FinishedParts& kept) {
  refuse_changed_sizes(job_path, setup.job);
  for (const Share& share : shares_with(job_path, ".json")) {
    if (!kept.shares.contains(share)) refuse_later_writes(job_path, share);
  }
}

/// Writes the job's bad rows: those of the shares and those that are kept, in order.
void collect_bad_rows(const std::string& job_path, const RowPlan* plan) {
  std::string found;
  for (const Share& share : shares_with(job_path, ".bad.jsonl")) {
    found += read_file(slice_path(job_path, share, ".bad.jsonl"));
  }
  std::vector<BadRow> kept;
  if (plan != nullptr) {
    for (const auto& slice : plan->bad_rows) kept.insert(kept.end(), slice.begin(), slice.end());
  }
  const std::string path = job_path + "/bad.jsonl";
  if (!kept.empty()) found = merged_bad_rows(found, std::move(kept), path);
  if (!found.empty()) write_file(path, found);
}

/// Files that only a run that is cut short needs.
bool is_note(std::string_view name) {
  return name.starts_with("slices/") &&
         (name.ends_with(".bad.jsonl") || name.ends_with(".files.tsv"));
}

/// Removed when everything else is on disk.
void remove_notes(const std::string& job_path) {
  bool any = false;
  for (const std::string& name : list_folder(job_path + "/slices")) {
    if (!is_note("slices/" + name)) continue;
    remove_file(job_path + "/slices/" + name);
    any = true;
  }
  if (any) sync_path(job_path + "/slices");
}

FileEntry entry_of(const std::string& job_path, const std::string& name, std::uint64_t size) {
  return {name, size, digest_of_file(join_path(job_path, name)).hex()};
}

/// The files of a job with their checksums: accel's own, and those that the method wrote. The
/// manifests have the checksums of column files.
struct JobFileList {
  std::vector<FileEntry> own;
  std::vector<FileEntry> written;
  std::uint64_t written_bytes = 0;  ///< without those of kept rows
};

/// `kept`: the files of kept rows. They are not read.
JobFileList list_files(const std::string& job_path, const std::vector<SavedFile>& kept) {
  std::unordered_map<std::string_view, const SavedFile*> known;
  for (const SavedFile& file : kept) known.emplace(file.name, &file);
  JobFileList listed;
  for (const std::string& name : list_tree(job_path)) {
    if (const auto file = known.find(name); file != known.end()) {
      listed.written.push_back({name, file->second->size, file->second->digest.hex()});
      continue;
    }
    const std::string path = join_path(job_path, name);
    const auto stat = find_stat(path, Follow::no);
    if (!stat || !stat->is_regular() || is_column_file(name) || is_note(name)) continue;
    const bool is_own = is_reserved(name);
    if (!is_own && !is_utf8(name)) {
      throw Error("the method wrote a file named " + quote(name) + ", which is not UTF-8");
    }
    (is_own ? listed.own : listed.written).push_back(entry_of(job_path, name, stat->size));
    if (!is_own) listed.written_bytes += stat->size;
  }
  return listed;
}

/// Gives the job the files of the rows that it keeps, and returns them.
std::vector<SavedFile> link_files_of_rows(const std::string& job_path, const JobSetup& setup,
                                          const RowPlan* plan) {
  if (plan == nullptr) return {};
  link_row_files(job_path, Workdirs(setup.environment.workdirs), plan->files);
  return all_files(plan->files);
}

/// Writes the list of files that rows saved, and adds it to `listed`. Returns whether the files are
/// as they were saved.
bool list_files_of_rows(const std::string& job_path, const std::vector<SavedFile>& kept,
                        JobFileList& listed) {
  std::vector<SavedFile> found;
  for (const Share& share : shares_with(job_path, ".json")) {
    const auto report = find_slice_report(job_path, share);
    const std::vector<SavedFile> files = files_of_share(job_path, *report);
    found.insert(found.end(), files.begin(), files.end());
  }
  const bool are_as_saved = write_row_files(job_path, std::move(found), kept, listed.written);
  const auto list = find_stat(join_path(job_path, kRowFilesList));
  if (list) listed.own.push_back(entry_of(job_path, kRowFilesList, list->size));
  return are_as_saved;
}

Document entries_document(const std::vector<FileEntry>& entries) {
  Document list = Document::array();
  for (const FileEntry& file : entries) {
    list.push_back({{"name", file.name}, {"size", file.size}, {"checksum", file.checksum}});
  }
  return list;
}

/// Syncs everything below `folder`. Many small syncs cost more than one of the whole file system
/// (measured: 5,000 files 2.9 s against 1.3 to 2.5 s).
void sync_tree(const std::string& folder) {
  if (SyncPause::is_on()) return;
  const std::vector<std::string> names = list_tree(folder);
  if (names.size() > kFewFiles) return sync_file_system(folder);
  std::vector<std::pair<std::string, Fd>> files;
  std::set<std::string> folders{folder};
  for (const std::string& file : names) {
    const std::string path = join_path(folder, file);
    for (std::string parent = parent_path(path); parent != folder; parent = parent_path(parent)) {
      folders.insert(parent);
    }
    const auto stat = find_stat(path, Follow::no);
    if (stat && stat->is_regular()) files.emplace_back(path, Fd());
  }
  if (files.size() + folders.size() > kFewFiles) {
    return sync_file_system(folder);
  }
  for (auto& [path, fd] : files) {
    fd = open_file(path, O_RDONLY);
    // Starts all writing at once. It may fail, because the syncs below make sure.
    ::sync_file_range(fd.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  }
  for (const auto& [path, fd] : files) sync_file(fd, path);
  for (const std::string& path : folders) sync_path(path);
}

/// The names of the datasets whose rows the job may have kept.
std::set<std::string> datasets_of(const KeptParts& others) {
  std::set<std::string> names;
  for (const auto& [reference, columns] : others) names.insert(reference.dataset);
  return names;
}

bool has_dataset(const std::string& job_path, const std::string& name) {
  return exists(dataset_folder(job_path, name) + "/dataset.json");
}

}  // namespace

void commit_job(const std::string& job_path, const JobSetup& setup, const Document& done,
                const FinishedParts& kept, std::chrono::steady_clock::time_point start,
                const std::optional<RowPlan>& possible_plan, const KeptParts& counterparts) {
  const bool has_kept = !json_member(done, "kept_from").is_null();
  const RowPlan* plan = has_kept && possible_plan ? &*possible_plan : nullptr;
  refuse_damage(job_path, setup, json_get<bool>(done, "has_result", kReport));
  refuse_forks(job_path);
  KeptParts others = counterparts;
  if (plan != nullptr) others.insert(plan->parts.begin(), plan->parts.end());
  link_kept_files(job_path, setup, others);
  refuse_changed_columns(job_path, setup, kept);
  std::uint64_t copied_bytes = 0;
  for (const std::string& dataset : datasets_of(others)) {
    if (has_dataset(job_path, dataset)) {
      copied_bytes += compact_dataset(job_path, setup.job, dataset);
    }
  }
  remove_tree(join_path(job_path, kTemporaryFolder));
  collect_bad_rows(job_path, plan);
  const std::vector<SavedFile> kept_files = link_files_of_rows(job_path, setup, plan);
  JobFileList listed = list_files(job_path, kept_files);
  const bool are_as_saved = list_files_of_rows(job_path, kept_files, listed);
  sync_tree(job_path);
  sync_names(job_path);
  remove_notes(job_path);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  Document post;
  post["format"] = kPostFormat;
  post["job"] = setup.job;
  post["method"] = setup.task.method;
  post["keys"] = {setup.task.key};
  post["seconds"] = seconds_of(done, seconds.count());
  for (const char* name :
       {"rows", "tried_rows", "bad_rows", "bytes", "peak_memory", "kept_slices"}) {
    post[name] = json_get<std::uint64_t>(done, name, kReport);
  }
  post["bytes"] = post["bytes"].get<std::uint64_t>() + listed.written_bytes + copied_bytes;
  if (plan != nullptr) {
    post["kept_from"] = plan->jobs;
    post["computed"] = computed_document(*plan);
  }
  for (const char* name : {"computed_rows", "all_rows", "analysis", "inputs"}) {
    if (const Document& said = json_member(done, name); !said.is_null()) post[name] = said;
  }
  if (!are_as_saved) post["analysis"] = {{"all_rows", kOtherFiles}};
  post["checksum"] = "";
  // src/job/post_file.cpp may read only the part before this
  post["own"] = entries_document(listed.own);
  post["files"] = entries_document(listed.written);
  post["checksum"] = post_checksum(post);
  write_json(job_path + "/post.json", post, Durable::yes);
}

}  // namespace accel
