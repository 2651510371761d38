// SPDX-License-Identifier: Apache-2.0
#include "whole_job.h"

#include "doubling.h"

#include "base/json.h"
#include "base/text.h"
#include "dataset/dataset.h"
#include "job/post_file.h"
#include "job/setup.h"
#include "job/store.h"
#include "run/commit.h"
#include "run/local_phases.h"
#include "run/resume.h"

#include <gtest/gtest.h>
#include <chrono>

#include <algorithm>

namespace accel::faults {
namespace {

void expect_file(const std::string& path, std::uint64_t size, const std::string& checksum) {
  ASSERT_TRUE(exists(path)) << path;
  EXPECT_EQ(find_stat(path)->size, size) << path;
  EXPECT_EQ(digest_of_file(path).hex(), checksum) << path;
}

void expect_dataset_whole(const std::string& job_path, const std::string& id,
                          const std::string& dataset, const Workdirs& workdirs) {
  const Manifest manifest = read_manifest({id, dataset}, job_path);
  for (const ManifestColumn& column : manifest.columns) {
    const std::string owner = workdirs.job_path(column.owner.job);
    for (const PartFile& file : read_parts(column, manifest.rows, owner).files) {
      expect_file(join_path(dataset_folder(owner, column.owner.dataset), file.name), file.bytes,
                  file.checksum.hex());
    }
  }
}

void expect_rows(const Dataset& dataset) {
  for (const auto [n, twice] : dataset.rows(int64("n"), maybe(int64("double")))) {
    EXPECT_EQ(twice, n % kRows == 3 ? std::nullopt : std::optional(2 * n));
  }
}

void expect_whole(const std::string& job_path, const Workdirs& workdirs) {
  SCOPED_TRACE(job_path);
  const JobSetup setup = read_setup(job_path);
  EXPECT_EQ(setup.job, base_name(job_path));
  EXPECT_EQ(digest_of(read_file(job_path + "/key.txt")).hex(), setup.task.key);
  const auto summary = find_summary(job_path);
  ASSERT_TRUE(summary);
  EXPECT_EQ(read_json(job_path + "/post.json").at("keys").at(0), setup.task.key);
  for (const FileEntry& file : read_files(job_path)) {
    expect_file(join_path(job_path, file.name), file.size, file.checksum);
  }
  const std::vector<std::string> names = dataset_names(job_path);
  EXPECT_EQ(names.size(), 1U);
  for (const std::string& name : names) {
    expect_dataset_whole(job_path, setup.job, name, workdirs);
  }
  const std::string bad = find_contents(job_path + "/bad.jsonl").value_or("");
  EXPECT_EQ(std::count(bad.begin(), bad.end(), '\n'), summary->bad_rows);
  if (setup.task.method != "test_method") return;
  EXPECT_EQ(summary->bad_rows, static_cast<std::uint64_t>(setup.limits.slices));
  EXPECT_EQ(read_files(job_path).size(), static_cast<std::size_t>(setup.limits.slices));
  read_json(job_path + "/result.json");
  expect_rows(open_dataset({setup.job, "default"}, workdirs));
}

}  // namespace

JobFixture::JobFixture(int slices) : sandbox_(slices), slices_(slices) {
  auto rows = sandbox_.dataset(int64("n"));
  for (int slice = 0; slice < slices; ++slice) {
    rows.slice(slice);
    for (int i = 0; i < kRows; ++i) rows.row(slice * kRows + i);
  }
  source_ = rows.make();
}

std::size_t JobFixture::kept_slices = 0;

std::string JobFixture::run() {
  std::string path;
  if (const auto unfinished = find_unfinished()) {
    path = go_on(*unfinished);
  } else {
    path = sandbox_.run<Doubling>({{"source", source_}, {"max_bad", slices_}}).path();
  }
  note_latest(path, "test_method");
  return path;
}

/// The newest, if what it was started with is there; a build writes that again.
std::optional<std::string> JobFixture::find_unfinished() const {
  const std::vector<std::string> ids = Store(workdir()).list();
  if (ids.empty()) return std::nullopt;
  std::string path = join_path(workdir(), ids.back());
  const auto key = find_contents(path + "/key.txt");
  const Document setup = json_or_null(path + "/setup.json");
  const bool is_started = key && json_member(setup, "key") == digest_of(*key).hex();
  if (is_finished(path) || !is_started) return std::nullopt;
  return path;
}

std::string JobFixture::go_on(const std::string& job_path) const {
  const JobSetup setup = read_setup(job_path);
  const FinishedParts kept = keep_finished(job_path, setup);
  detail::PhasesOf<Doubling> phases;
  commit_job(job_path, setup, run_phases_here(setup, job_path, phases, kept), kept,
             std::chrono::steady_clock::now());
  kept_slices += kept.shares.size();
  return job_path;
}

std::vector<std::string> JobFixture::expect_jobs_whole() const {
  Workdirs workdirs;
  workdirs.add("test", workdir());
  std::vector<std::string> finished;
  if (!exists(workdir())) return finished;
  for (const std::string& id : Store(workdir()).list()) {
    const std::string path = join_path(workdir(), id);
    if (!is_finished(path)) continue;
    expect_whole(path, workdirs);
    if (read_setup(path).task.method == "test_method") finished.push_back(path);
  }
  for (const std::string& key : list_folder(workdir() + "/.index")) {
    const std::string job = join_path(workdir() + "/.index",
                                      find_link(workdir() + "/.index/" + key).value_or("nowhere"));
    if (is_finished(job)) {
      EXPECT_EQ(digest_of(read_file(job + "/key.txt")).hex(), key);
    }
  }
  return finished;
}

std::string JobFixture::bytes_of(const std::string& job_path) const {
  std::string all;
  for (const std::string& name : list_tree(job_path)) {
    if (name.starts_with("slices/")) continue;  // notes, some of which a loss of power may leave
    // These tell when, how long, and of the job's own id.
    const bool varies =
        name == "post.json" || name == "setup.json" || name.ends_with("dataset.json");
    all += name + "\n" + (varies ? "" : read_file(join_path(job_path, name)) + "\n");
  }
  return all;
}

}  // namespace accel::faults
