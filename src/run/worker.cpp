// SPDX-License-Identifier: Apache-2.0
#include "run/worker.h"

#include "base/cut_file.h"
#include "base/process.h"
#include "base/text.h"
#include "run/after_fork.h"
#include "run/cage.h"
#include "run/resume.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace accel {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::uint64_t own_peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// The writers whose rows come from analysis.
std::vector<Writer> slice_writers(const SliceWork& work) {
  std::vector<Writer> writers;
  for (const Writer& writer : work.context.all_writers()) {
    if (!work.done_datasets.contains(writer.name())) writers.push_back(writer);
  }
  return writers;
}

/// nullptr: the dataset's values are not compared.
const Counterpart* find_counterpart(const detail::Context& context, const std::string& dataset) {
  if (context.counterparts == nullptr) return nullptr;
  const auto found = context.counterparts->find(dataset);
  return found == context.counterparts->end() ? nullptr : &found->second;
}

/// What the slice did. If later jobs cannot keep its rows for a reason that the maps did not note,
/// adds that reason.
AnalysisRecord record_of(const SliceWork& work, const std::vector<Writer>& writers,
                         const SavedFiles& saved) {
  if (work.phases.returns_slice_value) note_all_rows("analysis() returns a value");
  const std::string obstacle = saved.find_obstacle(work.phases.has_synthesis);
  if (!obstacle.empty()) note_all_rows(obstacle);
  if (writers.empty()) note_all_rows("analysis() writes no dataset");
  AnalysisRecord record = take_analysis_record();
  for (const Writer& writer : writers) {
    const bool is_mapped =
        std::ranges::count(record.maps, writer.name(), &MapRecord::dataset) == 1 &&
        !writer.state()->is_loose && !writer.state()->keeps;
    if (!is_mapped && record.all_rows.empty()) {
      record.all_rows = "dataset " + quote(writer.name()) + " is not filled by one map alone";
    }
  }
  std::ranges::sort(record.maps, {}, &MapRecord::dataset);
  return record;
}

/// First removes what the slice wrote: on a full disk, this makes room for the message. A child of
/// the worker removes nothing, because the files are the worker's.
void leave_error(const SliceWork& work, const OwnProcess& worker, const Share& share,
                 Failure failure) {
  failure.share = share.number;
  if (worker.is_current()) {
    for (const Writer& writer : work.context.all_writers()) writer.state()->files.clear();
    clear_slice(work.context.job_path, *work.context.setup, share);
  }
  write_json(slice_path(work.context.job_path, share, ".error.json"), failure_document(failure));
}

}  // namespace

SavedFilesScope::SavedFilesScope(detail::Context& context, const std::string& who)
    : context_(context), files_(saved_path(context.job_path, who)) {
  context.saved = &files_;
}

void run_slice(SliceWork& work, const Share& share, const SkippedRows& skipped) {
  const Clock::time_point start = Clock::now();
  const OwnProcess process;
  detail::Context& context = work.context;
  BoardSlice& board = work.board.slice(share);
  std::int64_t& row = board.tally.row;
  row = -1;
  board.pid = ::getpid();
  board.since = board_clock();
  board.state = SliceState::running;
  set_current_tally(board.tally);
  set_skipped_rows(skipped);
  set_planned_rows(work.plan != nullptr ? work.plan->shares.at(share) : PlannedRows());
  begin_analysis_record();
  const SavedFilesScope saving(context, share_name(share));
  const detail::MethodObject method(work.phases, context, Phase::analysis);
  const std::vector<Writer> writers = slice_writers(work);
  BadRows bad(slice_path(context.job_path, share, ".bad.jsonl"), share.slice);
  for (const Writer& writer : writers) {
    writer.state()->bad = &bad;
    writer.state()->counterpart = find_counterpart(context, writer.name());
    writer.state()->begin(share, context.setup->limits.slices);
  }
  SliceReport report;
  report.share = share;
  report.value = work.phases.analysis(method.get(), share.slice, work.state);
  process.require();
  if (work.plan != nullptr) {
    report.plan = work.plan->digest;
    for (const auto& [dataset, map] : work.plan->shares.at(share)) {
      report.computed[dataset] = map.compute;
    }
  } else {
    report.rows = static_cast<std::uint64_t>(row < 0 ? -(row + 1) : row + 1);
  }
  row = -1;  // what follows belongs to no row, so that no row's time limit counts for it
  if (work.plan == nullptr) board.tally.rows = static_cast<std::int64_t>(report.rows);
  board.state = SliceState::ending;
  for (const Writer& writer : writers) {
    SliceColumns columns = writer.state()->finish();
    report.rows = std::max(report.rows, columns.rows);
    report.datasets.emplace(writer.name(), std::move(columns));
  }
  bad.finish();
  report.bad_rows = bad.count();
  const bool has_late_rows = std::ranges::any_of(
      skipped, [](const auto& skip) { return skip.second.cause == kLateCause; });
  if (has_late_rows) report.late_after = context.setup->limits.row_timeout;
  report.files = saving.list();
  report.analysis = record_of(work, writers, saving.files());
  report.inputs = input_reads();
  report.seconds = seconds_since(start);
  report.peak_memory = own_peak_memory();
  write_json(slice_path(context.job_path, share, ".json"), slice_document(report), Durable::yes);
}

void be_worker(SliceWork& work, const Channel& channel, const Share& share,
               const SkippedRows& skipped, pid_t parent) {
  begin_child(parent);
  if (work.cores >= 0) ::close(work.cores);
  const OwnProcess worker;
  report_cut_files(work.board.cut_file(share));
  if (!work.context.setup->environment.cage.on) ::setpgid(0, 0);  // a cage starts no programs
  const std::int64_t& row = work.board.slice(share).tally.row;
  int code = 1;
  try {  // the edge of a worker
    channel.redirect_output(share_name(share));
    if (work.context.setup->environment.cage.on) enter_cell(channel);
    run_slice(work, share, skipped);
    code = 0;
  } catch (const std::exception& error) {
    try {
      leave_error(work, worker, share, failure_of(error, "analysis", share.slice, row));
    } catch (const std::exception& second) {  // the disk is full, too: only the output is left
      std::fprintf(stderr, "accel: error: %s\naccel: error: %s\n", printable(error.what()).c_str(),
                   printable(second.what()).c_str());
    }
  } catch (...) {
    try {
      leave_error(work, worker, share,
                  {"analysis", share.slice, row, kNoException, "", false, false});
    } catch (const std::exception& second) {
      std::fprintf(stderr, "accel: error: %s\n", printable(second.what()).c_str());
    }
  }
  std::fflush(nullptr);
  ::_exit(code);
}

}  // namespace accel
