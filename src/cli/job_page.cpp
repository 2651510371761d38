// SPDX-License-Identifier: Apache-2.0
#include "cli/job_page.h"

#include "base/json.h"
#include "base/plain_file.h"
#include "base/text.h"
#include "dataset/bad_rows.h"
#include "dataset/manifest.h"
#include "job/post_file.h"
#include "job/setup.h"
#include "run/computed_rows.h"
#include "run/failure.h"
#include "view/job_view.h"
#include "view/quantity.h"

#include <ctime>

namespace accel {
namespace {

constexpr std::size_t kMostFiles = 10;
constexpr std::size_t kMostReaders = 20;
constexpr std::size_t kMostBadRows = 10;
constexpr std::size_t kBadRowsHead = std::size_t{1} << 20;  // bytes
constexpr std::size_t kMostResult = 400;                    // bytes
constexpr std::size_t kOutputLines = 5;                     // of each phase
constexpr std::size_t kOutputTail = 4096;                   // bytes

/// A readable page of a job: sections with lines of names and values.
class Page {
 public:
  Page(Output& output, const Store& store, const Job& job)
      : output_(output), store_(store), job_(job), view_(look_at_job(store, job)) {}

  bool print() {
    const JobRecord& entry = view_.record;
    output_.line(job_.id() + "  " + escaped(entry.method.empty() ? "?" : entry.method) + "  " +
                 view_.state);
    output_.line(escaped(job_.path()));
    if (!entry.trouble.empty()) trouble("cannot be read", entry.trouble, entry.advice);
    try {  // reports damage, and shows the rest
      setup();
      if (!entry.trouble.empty()) return false;
      if (entry.state == JobState::finished) finished(entry);
      failure();
      readers();
      printed();
    } catch (const Error& error) {
      if (!entry.trouble.empty()) return false;
      trouble("damaged", error.message(), error.hint());
      return false;
    }
    return true;
  }

 private:
  void trouble(const char* what, const std::string& why, const std::string& advice) {
    output_.line(std::string(what) + ": " + printable(why));
    if (!advice.empty()) output_.line("  " + printable(advice));
  }

  void value(const std::string& name, const std::string& text) {
    constexpr std::size_t kWidth = 12;
    const std::string shown = escaped(name);
    const std::size_t gap = shown.size() < kWidth ? kWidth - shown.size() : 1;
    output_.line(shown + std::string(gap, ' ') + text);
  }

  void setup() {
    if (!exists(job_.path() + "/setup.json")) return;
    const JobSetup setup = read_setup(job_.path());
    const std::string age = age_text(setup.origin.started, std::time(nullptr));
    value("requested",
          "by " + escaped(setup.origin.script) + ":" + std::to_string(setup.origin.line) + ", " +
              escaped(setup.origin.started) + (age.empty() ? "" : " (" + age + ")") + ", by " +
              escaped(setup.origin.user) + " on " + escaped(setup.origin.host));
    value("key", escaped(setup.task.key));
    value("slices", std::to_string(setup.limits.slices) + ", " +
                        std::to_string(setup.limits.concurrency) + " at once");
    std::vector<std::string> versions;
    for (const auto& [name, text] : setup.origin.versions) {
      if (!text.empty()) versions.push_back(name + " " + text);
    }
    value("made with", escaped(joined(versions, "; ")));
    if (!setup.environment.cage.note.empty()) value("cage", escaped(setup.environment.cage.note));
    limits(setup);
    inputs(setup);
  }

  void limits(const JobSetup& setup) {
    std::vector<std::string> limits;
    if (setup.limits.max_bad != Value(0))
      limits.push_back("max_bad " + setup.limits.max_bad.json());
    if (setup.limits.timeout > 0)
      limits.push_back("timeout " + duration_text(setup.limits.timeout));
    if (setup.limits.row_timeout > 0)
      limits.push_back("row_timeout " + duration_text(setup.limits.row_timeout));
    if (!limits.empty()) value("limits", joined(limits, ", "));
  }

  void inputs(const JobSetup& setup) {
    if (!setup.task.options.empty()) output_.line("options");
    Table options;
    options.keep_backslashes(1);
    for (const auto& [name, given] : setup.task.options) options.add({name, given.json()});
    options.print(output_, "  ");
    Table inputs;
    for (const auto& [name, files] : setup.task.files) {
      inputs.add({name, counted(files.count, "file") + " below " + files.folder});
    }
    for (const auto& [name, references] : setup.task.datasets) {
      for (const Reference& reference : references) {
        inputs.add({name, reference_text(reference), method_of(reference.job)});
      }
    }
    for (const auto& [name, ids] : setup.task.jobs) {
      for (const std::string& id : ids) inputs.add({name, id, method_of(id)});
    }
    if (!inputs.is_empty()) output_.line("inputs");
    inputs.print(output_, "  ");
  }

  std::string method_of(const std::string& id) const {
    const auto path = store_.workdirs().find_job_path(id);
    if (!path) return "(in another workdir)";
    return exists(*path) ? read_record(*path).method : "(deleted)";
  }

  void finished(const JobRecord& job) {
    times(job);
    const std::string bad =
        job.bad_rows > 0 ? ", " + std::to_string(job.bad_rows) + " bad (bad.jsonl)" : "";
    value("rows", std::to_string(job.rows) + bad + computed(job));
    value("bytes", size_text(job.bytes));
    if (job.keys.size() > 1) {
      value("accepted", "for " + counted(job.keys.size() - 1, "later version") + " of the method");
    }
    bad_rows(job.bad_rows);
    datasets();
    files();
    result();
  }

  /// How many rows the job computed, or why it computed all although it might have kept some.
  std::string computed(const JobRecord& job) const {
    const Document post = post_head(job_.path());
    if (const auto from = find_member<std::vector<std::string>>(post, "kept_from")) {
      const auto rows = find_computed_rows(job_.path());
      const std::string names =
          rows && rows->count > 0 ? " (" + printable_line(computed_text(*rows)) + ")" : "";
      return "; " + std::to_string(job.computed_rows) + " computed" + names +
             ", the others kept from " + escaped(joined(*from, ", "));
    }
    std::string why = find_member<std::string>(post, "all_rows").value_or("");
    if (why.empty() && !read_setup(job_.path()).predecessors.empty()) {
      take_member(json_member(post, "analysis"), "all_rows", why);
    }
    return why.empty() ? "" : "; all computed: " + escaped(why);
  }

  void times(const JobRecord& job) {
    std::string text = duration_text(job.seconds);
    std::vector<std::string> phases;
    const Document post = post_head(job_.path());
    const Document& seconds = json_member(post, "seconds");
    for (const char* phase : {"prepare", "analysis", "synthesis"}) {
      const auto taken = find_member<double>(seconds, phase);
      if (taken) phases.push_back(std::string(phase) + " " + duration_text(*taken));
    }
    if (!phases.empty()) text += " (" + joined(phases, ", ") + ")";
    const auto memory = find_member<std::uint64_t>(post, "peak_memory");
    if (memory && *memory > 0) {
      text += ", at most " + size_text(*memory) + " of memory per worker";
    }
    if (job.kept_slices > 0) {
      text += ", resumed with " + counted(static_cast<std::uint64_t>(job.kept_slices), "slice");
    }
    value("took", text);
  }

  void bad_rows(std::uint64_t count) {
    if (count == 0) return;
    output_.line("bad rows");
    const std::string path = job_.path() + "/bad.jsonl";
    std::vector<std::string> lines = split(plain_head(path, kBadRowsHead), '\n');
    lines.pop_back();  // empty, or cut
    if (lines.size() > kMostBadRows) lines.resize(kMostBadRows);
    for (const std::string& line : lines) {
      const BadRow row = read_bad_row(line, path);
      const std::string place =
          "slice " + std::to_string(row.slice) + ", row " + std::to_string(row.row);
      output_.line("  " + escaped(row.name.empty() ? place : row.name) + ": " +
                   printable_line(row.reason));
    }
    more(count, lines.size(), "in bad.jsonl");
  }

  void more(std::uint64_t count, std::uint64_t shown, const char* where) {
    if (count > shown) output_.line("  and " + std::to_string(count - shown) + " more " + where);
  }

  void datasets() {
    const std::vector<std::string> names = job_.dataset_names();
    if (names.empty()) return;
    output_.line("datasets");
    Table table;
    for (const std::string& name : names) {
      const Manifest manifest = read_manifest({job_.id(), name}, job_.path());
      std::vector<std::string> columns;
      for (const ManifestColumn& column : manifest.columns) columns.push_back(column.spec.name);
      table.add({name, counted(manifest.total_rows(), "row"), joined(columns, ", ")});
    }
    table.print(output_, "  ");
  }

  void files() {
    const std::vector<FileEntry> files = read_files(job_.path());
    if (files.empty()) return;
    output_.line("files");
    Table table({1});
    for (std::size_t i = 0; i < files.size() && i < kMostFiles; ++i) {
      table.add({files[i].name, size_text(files[i].size)});
    }
    table.print(output_, "  ");
    more(files.size(), kMostFiles, "in its folder");
  }

  void result() {
    const auto text = find_contents(job_.path() + "/result.json");
    if (!text) return;
    const std::string line = job_.result().json();
    value("result", printable_line(shortened(line, kMostResult)) +
                        (line.size() > kMostResult ? " (result.json)" : ""));
  }

  void failure() {
    const auto failure = find_failure(job_.path());
    if (!failure) return;
    const JobSetup setup = read_setup(job_.path());
    value("failed", printable(failure->what));
    output_.line(
        "  " + failure_place(*failure, escaped(setup.task.method), setup.job, setup.limits.slices));
  }

  void readers() {
    const std::vector<JobView::Reader>& readers = view_.readers;
    if (readers.empty()) return;
    output_.line("read by");
    Table table;
    for (std::size_t i = 0; i < readers.size() && i < kMostReaders; ++i) {
      table.add({readers[i].id, readers[i].method});
    }
    table.print(output_, "  ");
    more(readers.size(), kMostReaders, "('accel tree --readers')");
  }

  void printed() {
    for (const std::string& phase : list_folder(job_.path() + "/OUTPUT")) {
      std::vector<std::string> lines =
          last_lines(job_.path() + "/OUTPUT/" + phase, kOutputLines + 1, kOutputTail);
      if (lines.empty()) continue;
      if (lines.size() > kOutputLines) lines.front() = "...";
      const bool is_slice = phase.find_first_not_of("0123456789") == std::string::npos;
      output_.line("printed by " + (is_slice ? "slice " + phase : escaped(phase)));
      for (const std::string& line : lines) output_.line("  | " + escaped(line));
    }
  }

  Output& output_;
  const Store& store_;
  const Job& job_;
  const JobView view_;
};

}  // namespace

bool show_job(Output& output, const Store& store, const Job& job) {
  return Page(output, store, job).print();
}

}  // namespace accel
