// SPDX-License-Identifier: Apache-2.0
#include "run/job_inputs_guard.h"

#include "base/file.h"
#include "base/text.h"

namespace accel {
namespace {

/// The digest of the names and contents of all files below `folder`.
Digest digest_of_tree(const std::string& folder) {
  Hasher hasher;
  for (const std::string& name : list_tree(folder)) {
    const std::string path = join_path(folder, name);
    const auto stat = find_stat(path, Follow::no);
    hasher.add(name + '\0');
    hasher.add(stat && stat->is_regular() ? digest_of_file(path).hex() : "no file");
  }
  return hasher.digest();
}

bool is_file_of(const std::string& path, const std::string& contents) {
  const auto stat = find_stat(path, Follow::no);
  if (!stat || !stat->is_regular()) return false;
  return find_head(path, contents.size() + 1) == contents;  // it may have been made very large
}

}  // namespace

JobInputsGuard::JobInputsGuard(const std::string& job_path)
    : job_path_(job_path),
      setup_(read_file(job_path + "/setup.json")),
      key_(read_file(job_path + "/key.txt")),
      source_(digest_of_tree(job_path + "/source")) {}

void JobInputsGuard::require_unchanged() const {
  const auto refuse = [](const char* name) {
    throw Error("the method changed " + quote(name) + ", which is a reserved name");
  };
  if (!is_file_of(job_path_ + "/setup.json", setup_)) refuse("setup.json");
  if (!is_file_of(job_path_ + "/key.txt", key_)) refuse("key.txt");
  if (digest_of_tree(job_path_ + "/source") != source_) refuse("source");
}

void JobInputsGuard::restore() const {
  for (const auto& [name, contents] : {std::pair("setup.json", setup_), {"key.txt", key_}}) {
    const std::string path = join_path(job_path_, name);
    if (is_file_of(path, contents)) continue;
    remove_tree(path);
    write_file(path, contents);
  }
  if (digest_of_tree(job_path_ + "/source") != source_) remove_tree(job_path_ + "/source");
}

}  // namespace accel
