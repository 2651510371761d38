// SPDX-License-Identifier: Apache-2.0
// `accel verify [JOB...]`: whether finished jobs are as they were written, and what to do when not.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/find_job.h"
#include "dataset/verify.h"
#include "job/readers.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace accel {
namespace {

constexpr int kDamaged = 1;

/// A damaged job, with all that is wrong with it.
struct DamagedJob {
  std::string path;
  std::vector<Damage> damages;
  std::vector<std::string> readers;
};

std::vector<DamagedJob> by_job(const Store& store, const std::vector<Damage>& damages) {
  std::vector<DamagedJob> jobs;
  if (damages.empty()) return jobs;
  const JobReaders readers = find_readers(store);
  for (const Damage& damage : damages) {
    if (jobs.empty() || jobs.back().path != damage.job_path) {
      const std::string id(base_name(damage.job_path));
      jobs.push_back({damage.job_path, {}, all_readers(readers, id)});
    }
    jobs.back().damages.push_back(damage);
  }
  return jobs;
}

class Report {
 public:
  Report(const Project& project, const Verified& verified, std::vector<DamagedJob> jobs)
      : project_(project), verified_(verified), jobs_(std::move(jobs)) {}

  void print() const {
    for (const DamagedJob& job : jobs_) print_job(job);
    for (const std::string& note : verified_.notes) {
      std::printf("note: %s\n", escaped(project_.shown(note)).c_str());
    }
    std::printf("%s, %s, %s: ", counted(verified_.jobs, "job").c_str(),
                counted(verified_.files, "file").c_str(), size_text(verified_.bytes).c_str());
    if (jobs_.empty()) {
      std::printf("all sound");
    } else {
      std::printf("%s damaged", counted(jobs_.size(), "job").c_str());
    }
    if (verified_.skipped > 0) {
      std::printf(" (%s unfinished or failed, not looked at)",
                  counted(verified_.skipped, "job").c_str());
    }
    std::printf("\n");
  }

  void print_json() const {
    for (const DamagedJob& job : jobs_) {
      for (const Damage& damage : job.damages) {
        print_line({{"job", base_name(job.path)},
                    {"file", damage.name},
                    {"reason", damage.reason},
                    {"delete", job.path},
                    {"rebuilt", rebuilt(job)}});
      }
    }
    for (const std::string& note : verified_.notes) print_line({{"note", note}});
    print_line({{"jobs", verified_.jobs},
                {"skipped", verified_.skipped},
                {"files", verified_.files},
                {"bytes", verified_.bytes},
                {"damaged_jobs", jobs_.size()},
                {"damages", verified_.damages.size()},
                {"notes", verified_.notes.size()}});
  }

 private:
  static void print_line(const Document& line) { std::printf("%s\n", json_line(line).c_str()); }

  static std::vector<std::string> rebuilt(const DamagedJob& job) {
    std::vector<std::string> ids{std::string(base_name(job.path))};
    ids.insert(ids.end(), job.readers.begin(), job.readers.end());
    return ids;
  }

  void print_job(const DamagedJob& job) const {
    const std::string id(base_name(job.path));
    for (const Damage& damage : job.damages) {
      const std::string name = damage.name.empty() ? "" : " " + escaped(damage.name) + ":";
      std::printf("damaged: %s:%s %s\n", escaped(id).c_str(), name.c_str(),
                  escaped(damage.reason).c_str());
    }
    std::string also;
    if (!job.readers.empty()) also = ", and with it what reads it: " + joined(job.readers, ", ");
    std::printf("  to have it made again: rm -r %s%s\n",
                shell_word(project_.shown(job.path)).c_str(), also.c_str());
  }

  const Project& project_;
  const Verified& verified_;
  std::vector<DamagedJob> jobs_;
};

/// On a terminal one line that changes; nothing elsewhere.
class ProgressLine {
 public:
  void show(std::uint64_t jobs, std::uint64_t files, std::uint64_t bytes) {
    if (!is_terminal_) return;
    std::fprintf(stderr, "\r\x1b[K%s, %s, %s", counted(jobs, "job").c_str(),
                 counted(files, "file").c_str(), size_text(bytes).c_str());
    is_shown_ = true;
  }
  void clear() const {
    if (is_shown_) std::fputs("\r\x1b[K", stderr);
  }

 private:
  bool is_terminal_ = ::isatty(STDERR_FILENO) == 1;
  bool is_shown_ = false;
};

int verify(const std::vector<std::string>& words, bool json) {
  const Project project = open_project(absolute_path("."));
  const Store store = open_store(project);
  std::vector<std::string> ids;
  for (const std::string& word : words) ids.push_back(find_job(store, word).id());
  if (words.empty()) ids = store.list();
  ProgressLine line;
  Verified verified = verify_jobs(store, ids, project.concurrency,
                                  [&](std::uint64_t jobs, std::uint64_t files,
                                      std::uint64_t bytes) { line.show(jobs, files, bytes); });
  line.clear();
  if (words.empty()) verified.notes = odd_links(store);
  const Report report(project, verified, by_job(store, verified.damages));
  json ? report.print_json() : report.print();
  return verified.damages.empty() ? 0 : kDamaged;
}

}  // namespace

void add_verify_command(CLI::App& app, Run& run) {
  auto words = std::make_shared<std::vector<std::string>>();
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("verify", "Check that jobs are as they were written");
  command->add_option("job", *words, "ids (dev-4), or methods for their latest; default: all jobs");
  command->add_flag("--json", *json, "one JSON object a finding, and the totals");
  command->footer("Exit code 1: something is damaged.\nExample: accel verify thumbnailer");
  command->callback([words, json, &run] { run = [words, json] { return verify(*words, *json); }; });
}

}  // namespace accel
