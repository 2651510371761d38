// SPDX-License-Identifier: Apache-2.0
#include "progress/reporter.h"

#include "base/json.h"
#include "base/sys.h"
#include "base/text.h"

#include <unistd.h>

#include <cstdio>

namespace accel {
namespace {

const char* outcome_colour(Outcome outcome) {
  switch (outcome) {
    case Outcome::made: return "\x1b[32m";    // green
    case Outcome::reused: return "\x1b[36m";  // cyan
    default: return "\x1b[31m";               // red
  }
}

std::string text_line(const JobLine& line, bool colour) {
  if (line.job.empty() && line.outcome != Outcome::failed) {  // of a dry run
    return std::string(outcome_name(line.outcome)) + " " + escaped(line.method) + "  (" +
           printable_line(line.reason) + ")";
  }
  char start[512];
  std::snprintf(start, sizeof start, "%s%-7s%s %-16.200s %-8.100s %8s",
                colour ? outcome_colour(line.outcome) : "", outcome_name(line.outcome),
                colour ? "\x1b[0m" : "", escaped(line.method).c_str(), line.job.c_str(),
                duration_text(line.seconds).c_str());
  std::string text = start;
  if (line.outcome != Outcome::failed) text += "  " + counted(line.rows, "row");
  const bool has_kept_rows = line.computed_rows < line.tried_rows;
  if (line.outcome == Outcome::made && has_kept_rows) {
    text += ", " + std::to_string(line.computed_rows) + " computed";
  }
  if (line.bad_rows > 0) text += ", " + std::to_string(line.bad_rows) + " bad";
  std::string reason = printable_line(line.reason);
  if (!line.all_rows.empty()) reason += "; all rows: " + printable_line(line.all_rows);
  if (line.kept_slices > 0) {
    reason += "; resumed, ";
    reason += has_kept_rows ? counted(static_cast<std::uint64_t>(line.kept_slices), "share")
                            : std::to_string(line.kept_slices) + " of " +
                                  counted(static_cast<std::uint64_t>(line.slices), "slice");
    reason += " kept";
  }
  if (!reason.empty()) text += "  (" + reason + ")";
  return text;
}

Document job_document(const JobLine& line) {
  return {{"event", "job"},
          {"outcome", outcome_name(line.outcome)},
          {"method", line.method},
          {"job", line.job},
          {"seconds", line.seconds},
          {"rows", line.rows},
          {"bad_rows", line.bad_rows},
          {"computed_rows", line.computed_rows},
          {"all_rows", line.all_rows},
          {"kept_slices", line.kept_slices},
          {"reason", line.reason},
          {"reads_the_same", line.same}};
}

}  // namespace

const char* outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::made: return "made";
    case Outcome::reused: return "reused";
    case Outcome::would_make: return "would make";
    case Outcome::may_make: return "may make";
    default: return "failed";
  }
}

void Reporter::print(const std::string& line) const {
  const std::string text = line + "\n";
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t n = sys::retry([&] { return ::write(out_, rest.data(), rest.size()); });
    if (n <= 0) return;  // the reader has ended; the build continues
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
}

void Reporter::job(const JobLine& line) {
  std::fflush(stdout);  // what the script printed before comes first
  print(json_ ? json_line(job_document(line)) : text_line(line, colour_));
}

void Reporter::note(const std::string& text) const {
  std::fflush(stdout);
  print(json_ ? json_line({{"event", "note"}, {"text", text}}) : printable_line(text));
}

void Reporter::totals(const Totals& totals) const {
  if (json_) {
    Document document = {{"event", "totals"},
                         {"dry_run", totals.is_dry_run},
                         {"made", totals.made},
                         {"reused", totals.reused},
                         {"failed", totals.failed}};
    if (totals.is_dry_run) document["may_make"] = totals.may_make;
    print(json_line(document));
    return;
  }
  std::string line =
      "jobs: " + std::to_string(totals.made) + (totals.is_dry_run ? " would be made, " : " made, ");
  if (totals.may_make > 0) line += std::to_string(totals.may_make) + " may be made, ";
  line += std::to_string(totals.reused) + " reused";
  if (totals.failed > 0) line += ", " + std::to_string(totals.failed) + " failed";
  print(line);
}

}  // namespace accel
