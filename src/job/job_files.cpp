// SPDX-License-Identifier: Apache-2.0
#include "job/job_files.h"

#include "base/text.h"

#include <algorithm>

namespace accel {
namespace {

constexpr std::string_view kReservedFiles[] = {"setup.json", "key.txt",    "result.json",
                                               "bad.jsonl",  "post.json", "error.json"};
constexpr std::string_view kReservedFolders[] = {"inputs", "source", "DS", "OUTPUT", "slices"};
// Of post.json, which src/run/commit.cpp writes.
constexpr std::size_t kHead = 16 * 1024;

/// post.json is written with "files" last, so that its beginning can be read alone.
std::optional<Document> find_head_document(const std::string& path) {
  const auto head = find_head(path, kHead);
  if (!head) return std::nullopt;
  const auto files = head->find(",\n  \"files\":");
  if (files == std::string::npos) return read_json(path);
  return parse_json(head->substr(0, files) + "\n}", path);
}

}  // namespace

bool is_reserved(std::string_view relative_path) {
  const std::string_view first = relative_path.substr(0, relative_path.find('/'));
  const auto is = [&](std::string_view name) { return name == first; };
  return std::any_of(std::begin(kReservedFiles), std::end(kReservedFiles), is) ||
         std::any_of(std::begin(kReservedFolders), std::end(kReservedFolders), is);
}

std::optional<JobSummary> find_summary(const std::string& job_path) {
  const std::string path = join_path(job_path, "post.json");
  const auto document = find_head_document(path);
  if (!document) return std::nullopt;
  if (json_get<int>(*document, "format", path) != kPostFormat) {
    throw Error(path + ": written by another version of accel");
  }
  const auto seconds = json_get<Document>(*document, "seconds", path);
  return JobSummary{json_get<double>(seconds, "total", path),
                    json_get<std::uint64_t>(*document, "rows", path),
                    json_get<std::uint64_t>(*document, "bad_rows", path),
                    document->value("kept_slices", 0)};
}

bool is_finished(const std::string& job_path) { return exists(join_path(job_path, "post.json")); }

std::vector<FileEntry> read_files(const std::string& job_path) {
  const std::string path = join_path(job_path, "post.json");
  std::vector<FileEntry> files;
  for (const Document& file : json_get<Document>(read_json(path), "files", path)) {
    files.push_back({json_get<std::string>(file, "name", path),
                     json_get<std::uint64_t>(file, "size", path),
                     json_get<std::string>(file, "checksum", path)});
  }
  return files;
}

void require_finished(const std::string& id, const std::string& job_path) {
  if (!exists(job_path)) throw Error("there is no job " + id + " (no folder " + quote(job_path) + ")");
  if (is_finished(job_path)) return;
  const bool failed = exists(join_path(job_path, "error.json"));
  throw Error("job " + id + (failed ? " failed" : " is not finished"));
}

}  // namespace accel
