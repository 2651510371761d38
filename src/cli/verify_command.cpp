// SPDX-License-Identifier: Apache-2.0
// `accel verify [JOB...]`: whether finished jobs are as they were written, and what to do if not.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "view/find_job.h"
#include "workdir/catalog.h"
#include "workdir/verify.h"

#include <unistd.h>

#include <cstdio>
#include <optional>

namespace accel {
namespace {

constexpr int kNotAllSound = 1;

/// A job with all that is wrong with it, or that this version cannot read.
struct OddJob {
  std::string path;
  std::vector<Damage> findings;
  std::string id() const { return std::string(base_name(path)); }
};

std::vector<OddJob> by_job(const std::vector<Damage>& findings) {
  std::vector<OddJob> jobs;
  for (const Damage& finding : findings) {
    if (jobs.empty() || jobs.back().path != finding.job_path)
      jobs.push_back({finding.job_path, {}});
    jobs.back().findings.push_back(finding);
  }
  return jobs;
}

class Report {
 public:
  Report(Output& output, const Project& project, const Store& store, const VerifyReport& verified)
      : output_(output),
        project_(project),
        verified_(verified),
        damaged_(by_job(verified.damages)),
        others_(by_job(verified.others)),
        unreadable_(by_job(verified.unreadable)) {
    if (!damaged_.empty()) catalog_.emplace(store);
  }

  void print() {
    for (const OddJob& job : damaged_) print_damaged(job);
    for (const OddJob& job : others_) print_other(job);
    for (const OddJob& job : unreadable_) print_unreadable(job);
    for (const std::string& note : verified_.notes) {
      output_.line("note: " + escaped(project_.shown(note)));
    }
    output_.line(counted(verified_.jobs, "job") + ", " + counted(verified_.files, "file") + ", " +
                 size_text(verified_.bytes) + ": " + verdict());
  }

  void print_json() {
    for (const OddJob& job : damaged_) {
      for (const Damage& damage : job.findings) {
        print_line({{"job", job.id()},
                    {"file", damage.name},
                    {"reason", damage.reason},
                    {"delete", job.path},
                    {"rebuilt", rebuilt(job)}});
      }
    }
    print_findings_as_json("other_format", others_);
    print_findings_as_json("unreadable", unreadable_);
    for (const std::string& note : verified_.notes) print_line({{"note", note}});
    print_line({{"jobs", verified_.jobs},
                {"skipped", verified_.skipped},
                {"files", verified_.files},
                {"bytes", verified_.bytes},
                {"damaged_jobs", damaged_.size()},
                {"other_format_jobs", others_.size()},
                {"unreadable_jobs", unreadable_.size()},
                {"damages", verified_.damages.size()},
                {"notes", verified_.notes.size()}});
  }

 private:
  void print_line(const Document& line) { output_.line(json_line(line)); }

  void print_findings_as_json(const char* kind, const std::vector<OddJob>& jobs) {
    for (const OddJob& job : jobs) {
      for (const Damage& finding : job.findings) {
        print_line({{"job", job.id()}, {kind, finding.name}, {"reason", finding.reason}});
      }
    }
  }

  std::vector<std::string> rebuilt(const OddJob& job) const {
    std::vector<std::string> ids = catalog_->all_readers_of(job.id());
    ids.insert(ids.begin(), job.id());
    return ids;
  }

  void print_findings(const char* word, const OddJob& job) {
    for (const Damage& finding : job.findings) {
      const std::string name = finding.name.empty() ? "" : " " + escaped(finding.name) + ":";
      output_.line(word + escaped(job.id()) + ":" + name + " " + escaped(finding.reason));
    }
  }

  void print_damaged(const OddJob& job) {
    print_findings("damaged: ", job);
    std::string also;
    const std::vector<std::string> readers = catalog_->all_readers_of(job.id());
    if (!readers.empty()) also = ", and the jobs that read it: " + joined(readers, ", ");
    output_.line("  to make it again, remove it: rm -r " + shell_word(project_.shown(job.path)) +
                 also);
  }

  void print_other(const OddJob& job) {
    print_findings("other format: ", job);
    output_.line("  it was not checked: verify it with the version of accel that made it");
  }

  void print_unreadable(const OddJob& job) {
    print_findings("unreadable: ", job);
    output_.line("  it was not checked: verify it as a user who may read it");
  }

  std::string verdict() const {
    std::vector<std::string> parts;
    if (!damaged_.empty()) parts.push_back(counted(damaged_.size(), "job") + " damaged");
    if (!others_.empty()) {
      parts.push_back(counted(others_.size(), "job") + " in another format, not checked");
    }
    if (!unreadable_.empty()) {
      parts.push_back(counted(unreadable_.size(), "job") + " unreadable, not checked");
    }
    std::string text = parts.empty() ? "all sound" : joined(parts, ", ");
    if (verified_.skipped > 0) {
      text += " (" + counted(verified_.skipped, "job") + " unfinished or failed, not checked)";
    }
    return text;
  }

  Output& output_;
  const Project& project_;
  const VerifyReport& verified_;
  std::vector<OddJob> damaged_, others_, unreadable_;
  std::optional<Catalog> catalog_;
};

/// On a terminal, one line that is updated; elsewhere nothing.
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

/// A word may name a job of another workdir.
std::string id_here(const Store& store, const Job& job) {
  const auto here = find_stat(store.job_path(job.id()));  // by whatever links the word came
  if (here && here == find_stat(job.path())) return job.id();
  throw Error("job " + job.id() + " is in another workdir, " + parent_path(job.path()))
      .set_hint("verify it there: accel verify --workdir " + shell_word(parent_path(job.path())) +
                " " + job.id());
}

int verify(const std::vector<std::string>& words, bool json) {
  const Project project = open_project(absolute_path("."));
  const Store store = open_store(project);
  std::vector<std::string> ids;
  for (const std::string& word : words) ids.push_back(id_here(store, find_job(store, word)));
  if (words.empty()) ids = store.list();
  ProgressLine line;
  VerifyReport verified = verify_jobs(store, ids, project.concurrency,
                                      [&](std::uint64_t jobs, std::uint64_t files,
                                          std::uint64_t bytes) { line.show(jobs, files, bytes); });
  line.clear();
  if (words.empty()) verified.notes = odd_links(store);
  Output output;
  Report report(output, project, store, verified);
  json ? report.print_json() : report.print();
  output.finish();
  const bool is_sound =
      verified.damages.empty() && verified.others.empty() && verified.unreadable.empty();
  return is_sound ? 0 : kNotAllSound;
}

}  // namespace

void add_verify_command(Command& program) {
  auto words = std::make_shared<std::vector<std::string>>();
  auto json = std::make_shared<bool>(false);
  Command command = program.subcommand("verify", "Check that jobs are still as they were written");
  command.option("job", words.get(),
                 "job ids (dev-4), or method names for their latest jobs; default: all jobs");
  command.flag("--json", json.get(), "print one JSON object per finding, then the totals");
  command.footer(
      "Exit code: 0 if all is well, 1 if a job is damaged, unreadable or in another "
      "version's format.\nExample: "
      "accel verify thumbnailer");
  command.run([words, json] { return verify(*words, *json); });
}

}  // namespace accel
