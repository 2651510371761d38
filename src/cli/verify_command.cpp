// SPDX-License-Identifier: Apache-2.0
// `accel verify [JOB...]`: whether finished jobs are as they were written, and what to do if not.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "view/find_job.h"
#include "view/verification.h"

#include <unistd.h>

#include <cstdio>

namespace accel {
namespace {

constexpr int kNotAllSound = 1;

std::string kind_text(UnsoundJob::Kind kind) {
  switch (kind) {
    case UnsoundJob::Kind::damaged: return "damaged";
    case UnsoundJob::Kind::other_format: return "other format";
    case UnsoundJob::Kind::unreadable: break;
  }
  return "unreadable";
}

std::string advice(const Project& project, const UnsoundJob& job) {
  switch (job.kind) {
    case UnsoundJob::Kind::damaged: break;
    case UnsoundJob::Kind::other_format:
      return "it was not checked: verify it with the version of accel that made it";
    case UnsoundJob::Kind::unreadable:
      return "it was not checked: verify it as a user who may read it";
  }
  const auto& [holders, readers] = job.repair;
  const bool is_one = holders.size() == 1;
  std::string text =
      is_one ? "to make it again, remove it: rm -r" : "to make them again, remove them all: rm -r";
  for (const std::string& path : holders) text += " " + shell_word(project.shown(path));
  if (readers.empty()) return text;
  return text + ", and the jobs that read " + (is_one ? "it: " : "them: ") + joined(readers, ", ");
}

std::string verdict(const Verification& verified) {
  std::vector<std::string> parts;
  const auto add = [&](UnsoundJob::Kind kind, const char* what) {
    const std::size_t jobs = verified.count(kind);
    if (jobs > 0) parts.push_back(counted(jobs, "job") + what);
  };
  add(UnsoundJob::Kind::damaged, " damaged");
  add(UnsoundJob::Kind::other_format, " in another format, not checked");
  add(UnsoundJob::Kind::unreadable, " unreadable, not checked");
  std::string text = parts.empty() ? "all sound" : joined(parts, ", ");
  const std::uint64_t skipped = verified.report.skipped;
  if (skipped == 0) return text;
  return text + " (" + counted(skipped, "job") + " unfinished or failed, not checked)";
}

/// `is_part`: not all jobs were verified.
void print_other_names(Output& output, const Damage& damage, bool is_part) {
  for (const FileName& other : damage.others) {
    output.line("  " + escaped(base_name(other.job_path)) +
                " holds this file, too: " + escaped(other.name));
  }
  if (damage.more == 0) return;
  output.line("  the file has " + counted(damage.more, "more name") +
              (is_part ? ": to find the jobs that hold it, run accel verify without a job"
                       : " outside of these jobs"));
}

void print_findings(Output& output, const Project& project, const Verification& verified,
                    bool is_part) {
  for (const UnsoundJob& job : verified.jobs) {
    for (const auto& [damage, repair] : job.findings) {
      const std::string name = damage.name.empty() ? "" : " " + escaped(damage.name) + ":";
      output.line(kind_text(job.kind) + ": " + escaped(job.id) + ":" + name + " " +
                  escaped(damage.reason));
      print_other_names(output, damage, is_part);
    }
    output.line("  " + advice(project, job));
  }
  const VerifyReport& report = verified.report;
  for (const std::string& note : report.notes) {
    output.line("note: " + escaped(project.shown(note)));
  }
  output.line(counted(report.jobs, "job") + ", " + counted(report.files, "file") + ", " +
              size_text(report.bytes) + ": " + verdict(verified));
}

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
  ids.reserve(words.size());
  for (const std::string& word : words) ids.push_back(id_here(store, find_job(store, word)));
  if (words.empty()) ids = store.list();
  ProgressLine line;
  VerifyReport report = verify_jobs(store, ids, project.concurrency,
                                    [&](std::uint64_t jobs, std::uint64_t files,
                                        std::uint64_t bytes) { line.show(jobs, files, bytes); });
  line.clear();
  if (words.empty()) report.notes = odd_links(store);
  const Verification verified = look_at_findings(store, std::move(report));
  Output output;
  if (json) {
    each_document(verified, [&](const Document& found) { output.line(json_line(found)); });
  } else {
    print_findings(output, project, verified, !words.empty());
  }
  output.finish();
  return verified.jobs.empty() ? 0 : kNotAllSound;
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
