// SPDX-License-Identifier: Apache-2.0
#include "urd/cutoff.h"

#include "base/text.h"
#include "column/column_type.h"
#include "dataset/dataset.h"
#include "dataset/input_reads.h"
#include "job/post_file.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace accel {
namespace {

constexpr std::size_t kMostTranscripts = 32;  // earlier jobs that are looked at
constexpr std::size_t kMostJobs = 8;          // of these, jobs whose inputs are compared

/// A dataset of a job, and what a request has in its place.
struct ReplacedInput {
  std::string name;
  Reference before, now;
  std::string key;  ///< of the job of `before`
};

/// nullopt if transcripts differ in more than datasets.
std::optional<std::vector<ReplacedInput>> replaced_inputs(std::string_view before,
                                                          std::string_view now) {
  std::vector<ReplacedInput> all;
  for (const KeyChange& change : key_changes(before, now)) {
    const bool is_paired = change.before.size() == change.now.size();
    if (change.tag != "dataset" || !is_paired) return std::nullopt;
    for (std::size_t i = 0; i < change.now.size(); ++i) {
      if (change.before[i] == change.now[i]) continue;
      const DatasetLine line = parse_dataset_line(change.name, change.before[i]);
      const DatasetLine line_now = parse_dataset_line(change.name, change.now[i]);
      all.push_back({change.name, line.dataset, line_now.dataset, line.key});
    }
  }
  return all;
}

bool is_same_list(const Manifest& before, const Manifest& now) {
  return std::ranges::equal(before.columns, now.columns, [](const auto& a, const auto& b) {
    return a.spec.name == b.spec.name && column_type_name(a.spec) == column_type_name(b.spec);
  });
}

/// Throws Error if the files of the earlier column are gone.
bool is_same_column(const Dataset& before, const Dataset& now, const std::string& name) {
  const ManifestColumn* column_before = before.state()->manifest.find(name);
  const ManifestColumn* column = now.state()->manifest.find(name);
  if (column_before == nullptr || column == nullptr) return column_before == column;
  if (column_type_name(column_before->spec) != column_type_name(column->spec)) return false;
  column_job_path(*column_before, before.state()->workdirs);
  const bool is_same_file_list = column->list && column->list == column_before->list;
  if (is_same_file_list && column->owner == column_before->owner) return true;
  const ColumnParts parts_before = parts_of(*before.state(), *column_before);
  const ColumnParts parts = parts_of(*now.state(), *column);
  for (std::size_t slice = 0; slice < parts.slices.size(); ++slice) {
    if (identities(parts_before, slice) != identities(parts, slice)) return false;
  }
  return true;
}

bool is_same(const Dataset& before, const Dataset& now, const DatasetReads& reads) {
  const Manifest& manifest = now.state()->manifest;
  std::set<std::string> columns = reads.columns;
  for (const ManifestColumn& column : manifest.columns) {
    if (reads.all) columns.insert(column.spec.name);
  }
  const bool has_borders = reads.borders || reads.all || !columns.empty();
  const bool has_list = reads.list || reads.all;
  return !reads.id && (!has_borders || before.state()->manifest.rows == manifest.rows) &&
         (!has_list || is_same_list(before.state()->manifest, manifest)) &&
         std::ranges::all_of(
             columns, [&](const std::string& name) { return is_same_column(before, now, name); });
}

/// Compares earlier jobs with one request.
class SameJobSearch {
 public:
  SameJobSearch(const Store& store, const JobRequest& request, const std::string& libraries,
                const BuildMode& mode)
      : store_(store),
        request_(request),
        code_(code_lines(request.transcript.text())),
        libraries_(libraries),
        mode_(mode) {}

  std::optional<SameJob> find(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      if (seen_.size() == kMostTranscripts || compared_ == kMostJobs) break;
      if (!seen_.insert(id).second) continue;
      try {  // whatever is wrong with another job, the build can do without it
        if (auto same = compare(id)) return same;
      } catch (const Error&) {
        continue;
      }
    }
    return std::nullopt;
  }
  /// Whether the search may continue: no job differed only in its datasets so far, and the limit on
  /// jobs is not reached.
  bool may_go_on() const { return compared_ == 0 && seen_.size() < kMostTranscripts; }

 private:
  std::optional<SameJob> compare(const std::string& id) {
    const std::string path = store_.job_path(id);
    const auto made_for = may_be_read(path) ? find_contents(path + "/key.txt") : std::nullopt;
    if (!made_for) return std::nullopt;
    // `accel accept` may have added the key that the job has with the code of today.
    const std::string transcript = with_code(*made_for, code_);
    const auto inputs = replaced_inputs(transcript, request_.transcript.text());
    if (!inputs || inputs->empty()) return std::nullopt;
    ++compared_;
    const KeyState state =
        look_at_job(store_, id, digest_of(transcript), request_.task, request_.limits, mode_);
    const auto* finished = std::get_if<FinishedJob>(&state);
    if (finished == nullptr || !is_made_alike(path)) return std::nullopt;
    const InputReads reads = read_reads(post_head(path), path);
    for (const ReplacedInput& input : *inputs) {
      if (!reads_the_same(input, reads)) return std::nullopt;
    }
    return same_job(*finished, *inputs);
  }

  /// The number of slices and the libraries are not in the key, but results may depend on them.
  bool is_made_alike(const std::string& path) const {
    const JobSetup setup = read_setup(path);
    const auto libraries = setup.origin.versions.find("libraries");
    return setup.limits.slices == request_.limits.slices &&
           libraries != setup.origin.versions.end() && libraries->second == libraries_;
  }

  bool reads_the_same(const ReplacedInput& input, const InputReads& reads) const {
    const auto read = reads.find(input.before);
    if (read == reads.end()) return true;
    store_.hold(input.before.job);
    const Workdirs& workdirs = store_.workdirs();
    // In a workdir that was deleted and made again, another job may have the id.
    const std::string key =
        digest_of(read_file(workdirs.job_path(input.before.job) + "/key.txt")).hex();
    return key == input.key && is_same(open_dataset(input.before, workdirs),
                                       open_dataset(input.now, workdirs), read->second);
  }

  static SameJob same_job(const FinishedJob& job, const std::vector<ReplacedInput>& inputs) {
    SameJob same{job, {job.id, job.summary.keys.front(), {}}};
    for (const ReplacedInput& input : inputs) {
      same.entry.inputs.emplace_back(input.name, reference_text(input.now));
      if (!std::ranges::count(same.job.same, input.name)) same.job.same.push_back(input.name);
    }
    return same;
  }

  const Store& store_;
  const JobRequest& request_;
  const std::vector<CodeLine> code_;
  const std::string& libraries_;
  const BuildMode& mode_;
  std::set<std::string> seen_;
  std::size_t compared_ = 0;
};

}  // namespace

std::optional<SameJob> find_same_job(EarlierJobs& earlier, const JobRequest& request,
                                     const std::string& libraries, const BuildMode& mode) {
  const bool has_datasets = std::ranges::any_of(
      request.task.datasets, [](const auto& input) { return !input.second.empty(); });
  if (!has_datasets) return std::nullopt;
  SameJobSearch search(earlier.store(), request, libraries, mode);
  const std::string& method = request.task.method;
  auto same = search.find(earlier.jobs_of_script(request));
  if (!same && search.may_go_on()) same = search.find(earlier.newest_jobs(method));
  return same;
}

}  // namespace accel
