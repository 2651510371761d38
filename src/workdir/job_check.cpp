// SPDX-License-Identifier: Apache-2.0
#include "workdir/job_check.h"

#include "base/text.h"
#include "dataset/manifest.h"
#include "job/post_file.h"
#include "job/setup.h"

#include <algorithm>
#include <map>
#include <optional>

namespace accel {
namespace {

class JobChecker {
 public:
  JobChecker(const Store& store, const std::string& id)
      : store_(store), id_(id), path_(store.job_path(id)) {}

  JobCheck run() {
    try_to("", [&] {
      const auto stat = find_stat(path_);
      if (!stat) return;
      if (!stat->is_folder()) throw Error("is not a folder");
      check_.is_finished = exists(path_ + "/post.json");
    });
    if (!check_.is_finished) return std::move(check_);
    try_to("post.json", [&] { read_post_file(); });
    if (!check_.others.empty()) return std::move(check_);  // what it lists is unknown
    try_to("setup.json", [&] { read_setup_file(); });
    if (post_ && setup_) compare();
    try_to("DS", [&] { read_datasets(); });
    return std::move(check_);
  }

 private:
  /// What `look` throws is damage of the file, or folder, called `name`.
  template <class Look>
  void try_to(const std::string& name, Look&& look) {
    const std::string path = join_path(path_, name);
    try {  // the edge of a file
      if (name.ends_with(".json")) require_file(path);
      look();
    } catch (const OtherFormat& error) {
      check_.others.push_back({path_, name, fault_text(error, path)});
    } catch (const Error& error) {
      damaged(name, fault_text(error, path));
    } catch (const std::bad_alloc&) {
      damaged(name, "is larger than memory");
    }
  }

  /// Opening anything else may take forever.
  static void require_file(const std::string& path) {
    const auto stat = find_stat(path);
    if (!stat) throw Error("is gone");
    if (!stat->is_regular()) throw Error("is not a regular file");
  }

  void damaged(const std::string& name, std::string reason) {
    check_.damages.push_back({path_, name, std::move(reason)});
  }

  void read_post_file() {
    post_ = read_post(path_);
    if (post_->job != id_) throw Error("belongs to " + quote(post_->job));
    for (const FileEntry& file : post_->files) {
      if (!stays_inside(file.name))
        throw Error("names a file outside the job: " + quote(file.name));
      check_.files.push_back({path_, file.name, file.size, file.checksum, std::nullopt});
    }
  }

  void read_setup_file() {
    setup_ = read_setup(path_);
    if (setup_->job != id_) throw Error("belongs to " + quote(setup_->job));
  }

  void compare() {
    if (std::ranges::find(post_->keys, setup_->task.key) == post_->keys.end()) {
      damaged("post.json", "its keys do not match setup.json");
    }
    expect_checksum("key.txt", setup_->task.key);
    for (const auto& [name, files] : setup_->task.files) {
      expect_checksum("inputs/" + file_safe(name) + ".tsv", files.digest);
    }
  }

  /// Checks that the checksum of a file in setup.json is the one it was written with; if the
  /// checksums of accel's own files were not kept, the file itself must have it.
  void expect_checksum(const std::string& name, const std::string& checksum) {
    if (!post_->lists_own) {
      check_.files.push_back({path_, name, std::nullopt, checksum, std::nullopt});
      return;
    }
    const auto listed = std::ranges::find(post_->files, name, &FileEntry::name);
    if (listed == post_->files.end()) return damaged(name, "is not listed in post.json");
    if (listed->checksum != checksum) damaged(name, "its checksum does not match setup.json");
  }

  void read_datasets() {
    for (const std::string& folder : list_folder(join_path(path_, "DS"))) {
      const std::string name = "DS/" + folder + "/dataset.json";
      try_to(name, [&] {
        const Manifest manifest = read_manifest_file(join_path(path_, name));
        if (file_safe(manifest.name) != folder) {
          throw Error("belongs to another dataset, " + quote(manifest.name));
        }
        for (const ManifestColumn& column : manifest.columns) add_column(manifest, column);
      });
    }
  }

  void add_column(const Manifest& manifest, const ManifestColumn& column) {
    const bool is_own = column.owner.job == id_;
    const std::string job_path = is_own ? path_ : path_of(column);
    const std::string folder = dataset_folder("", column.owner.dataset).substr(1);
    if (!is_own) check_.links.push_back({job_path, folder + "/dataset.json", {}, "", {}});
    const auto parts = find_parts(manifest, column, job_path);
    if (!parts) return;
    for (const PartFile& file : parts->files) {
      if (file.name.empty()) continue;
      (is_own ? check_.files : check_.links)
          .push_back({job_path, join_path(folder, file.name), file.bytes, file.checksum.hex(),
                      ColumnCheck{column.spec, static_cast<std::int64_t>(file.rows),
                                  static_cast<std::int64_t>(file.absent)}});
    }
  }

  /// nullopt if the list of parts, which may belong to another job, is missing or damaged.
  std::optional<ColumnParts> find_parts(const Manifest& manifest, const ManifestColumn& column,
                                        const std::string& job_path) {
    const std::string name = dataset_folder("", column.owner.dataset).substr(1) + "/parts.tsv";
    const std::string path = join_path(job_path, name);
    try {  // the edge of a file
      if (column.list) require_file(path);
      return read_parts(column, manifest.rows, job_path);
    } catch (const Error& error) {
      const std::string reader = column.owner.job == id_ ? "" : id_;
      check_.damages.push_back({job_path, name, fault_text(error, path), reader});
      return std::nullopt;
    }
  }

  /// The directory of the job that has a column's files.
  std::string path_of(const ManifestColumn& column) const {
    Workdirs workdirs = setup_ ? Workdirs(setup_->environment.workdirs) : Workdirs();
    workdirs.add(store_.name(), store_.path());
    return column_job_path(column, workdirs);
  }

  const Store& store_;
  const std::string& id_;
  std::string path_;
  JobCheck check_;
  std::optional<PostFile> post_;
  std::optional<JobSetup> setup_;
};

}  // namespace

JobCheck check_job(const Store& store, const std::string& id) {
  return JobChecker(store, id).run();
}

}  // namespace accel
