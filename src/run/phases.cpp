// SPDX-License-Identifier: Apache-2.0
#include "run/phases.h"

#include "base/check.h"
#include "base/process.h"
#include "base/text.h"
#include "dataset/bad_rows.h"
#include "job/post_file.h"
#include "run/image_library.h"
#include "run/job_datasets.h"
#include "run/plan_conditions.h"
#include "run/planned_slice.h"
#include "run/pool.h"
#include "run/prepare_report.h"
#include "run/row_files.h"
#include "run/row_names.h"
#include "run/worker.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace accel {
namespace {

using Clock = std::chrono::steady_clock;

/// The phases of one job, in order, and what each passes to the next.
class PhaseSequence {
 public:
  PhaseSequence(const PhasesRequest& request, Board& board, Surroundings& process)
      : request_(request),
        setup_(request.setup),
        board_(board),
        process_(process),
        cores_(request.cores < 0 ? Cores() : Cores(Fd(request.cores), 1)) {}

  Document run() {
    start("prepare");
    timed("prepare", [&] { request_.kept.prepared ? load_prepared() : prepare(); });
    if (phases_->has_analysis) timed("analysis", [&] { analysis(); });
    timed("synthesis", [&] { synthesis(); });
    bytes_ = datasets_.write_manifests(context_, known_parts());
    return report();
  }

  void run_one_slice(int slice) {
    start(std::to_string(slice));
    if (phases_->has_prepare) {
      const auto found = find_prepare_report(request_.job_path);
      found && !found->state_left_out ? load_prepared() : prepare();
    }
    board_.begin(Phase::analysis);
    board_.show({Share{slice}});
    SliceWork work = slice_work();
    run_slice(work, Share{slice}, {});
  }

 private:
  template <class Work>
  void timed(const char* phase, Work&& work) {
    const Clock::time_point begin = Clock::now();
    work();
    seconds_[phase] = std::chrono::duration<double>(Clock::now() - begin).count();
  }

  void start(const std::string& output) {
    board_.begin(Phase::none);
    process_.begin(setup_);
    if (::chdir(request_.job_path.c_str()) != 0) {
      throw SystemError("enter", request_.job_path, errno);
    }
    process_.redirect_output(output);
    board_.whole().state = SliceState::running;
    set_current_tally(board_.whole().tally);
    context_.setup = &setup_;
    context_.job_path = request_.job_path;
    context_.workdirs = Workdirs(setup_.environment.workdirs);
    context_.open_inputs();
    context_.counterparts = &request_.counterparts.datasets;
    phases_ = &process_.phases();
    limit_images(setup_.task.images);
    make_folders(request_.job_path + "/slices");
    begin_input_reads();
    process_.close(context_);
  }

  void prepare() {
    board_.begin(Phase::prepare);
    if (phases_->has_analysis) process_.begin_prepare();
    const SavedList files = phases_->has_prepare ? call_prepare() : SavedList();
    if (!phases_->has_analysis) return;
    write_prepare_report(
        request_.job_path,
        {state_ ? json_from_value(state_->value()) : Document(), false, datasets_.written(),
         writers_document(context_.prepared_writers), files, input_reads()});
    process_.end_prepare();
  }

  /// Returns the files that it saved.
  SavedList call_prepare() {
    const SavedFilesScope saved(context_, "prepare");
    const detail::MethodObject method(*phases_, context_, Phase::prepare);
    JobDatasets::allow_select(context_);
    state_.reset(phases_->prepare(method.get()));
    own_process_.require();
    datasets_.keep_written(context_);
    return saved.list();
  }

  /// Instead of prepare(), if it was run before.
  void load_prepared() {
    const auto found = find_prepare_report(request_.job_path);
    ACCEL_CHECK(found.has_value());
    const std::string path = join_path(request_.job_path, kPrepareReportFile);
    const detail::Scope scope(context_);
    context_.prepared_writers =
        read_writers(found->writers, request_.job_path, context_.workdirs, path);
    state_.reset(phases_->state_from(value_from_json(found->state)));
    datasets_.restore(found->datasets);
    add_reads(input_reads(), found->inputs);
  }

  /// The parts of the jobs whose rows or values the job keeps.
  KeptParts known_parts() const {
    KeptParts parts = request_.counterparts.parts;
    if (plan_ != nullptr) parts.insert(plan_->parts.begin(), plan_->parts.end());
    return parts;
  }

  SliceWork slice_work() {
    return {*phases_, context_, state_.get(), datasets_.names(), board_, plan_, cores_.fd()};
  }

  void analysis() {
    board_.begin(Phase::analysis);
    follow_plan();
    std::set<Share> kept;
    if (plan_ != nullptr || !request_.plan) kept = request_.kept.shares;  // else they lack rows
    run_all_shares(kept);
    if (drops_plan()) run_all_shares({});
    for (int slice = 0; slice < setup_.limits.slices; ++slice) add_report(slice);
    note_all_rows_reason();
    refuse_bad_rows();
  }

  /// Records a reason that the records of the slices do not show.
  void note_all_rows_reason() {
    if (!analysis_ || !analysis_->all_rows.empty()) return;
    analysis_->all_rows = !impure_.empty() ? impure_ : request_.all_rows.known;
    if (analysis_->all_rows.empty()) analysis_->all_rows = find_obstacle();
  }

  /// Follows the plan if prepare() passed on the same as in the predecessors.
  void follow_plan() {
    if (!request_.plan) {
      all_rows_ = request_.all_rows.ruled_out;
      return;
    }
    const auto prepared = find_prepare_report(request_.job_path);
    if (prepared && !prepared->state_left_out && passed_on(*prepared) == request_.plan->prepared) {
      plan_ = &*request_.plan;
    } else {
      all_rows_ = "prepare() returned another state or saved other files";
      clear(shares_of(*request_.plan));  // what an earlier run left of them
    }
  }

  void clear(const std::vector<Share>& shares) const {
    for (const Share& share : shares) {
      clear_slice(request_.job_path, setup_, share);
      for (const char* ending : {".json", ".error.json"}) {
        remove_file(slice_path(request_.job_path, share, ending));
      }
    }
  }

  /// If a slice did something that the plan does not allow, drops the plan and all results, and
  /// returns true.
  bool drops_plan() {
    if (plan_ == nullptr) return false;
    all_rows_ = find_violation();
    if (all_rows_.empty()) return false;
    const bool is_of_trial = all_rows_.starts_with(kDependsOnMore);
    process_.notify(setup_.task.method + " (" + setup_.job + "): " + all_rows_ +
                    "; all rows are computed" +
                    (is_of_trial ? " (if this is intended, use map_in_order())" : ""));
    clear(shares());
    plan_ = nullptr;
    return true;
  }

  std::string find_violation() {
    if (!impure_.empty()) return impure_;
    if (!late_in_trial_.empty()) return late_in_trial_;
    if (std::string obstacle = find_obstacle(); !obstacle.empty()) return obstacle;
    for (const Share& share : shares()) {
      const AnalysisRecord analysis = read_slice_report(request_.job_path, share).analysis;
      std::string violation = plan_violation(*plan_, analysis);
      if (violation.starts_with(kDependsOnMore)) impure_ = violation;
      if (!violation.empty()) return violation;
    }
    return "";
  }

  std::string find_obstacle() const {
    return find_file_obstacle(request_.job_path, plan_ != nullptr ? &plan_->files : nullptr);
  }

  std::vector<Share> shares() const {
    return plan_ != nullptr ? shares_of(*plan_) : whole_slices(setup_.limits.slices);
  }

  void run_all_shares(const std::set<Share>& kept) {
    SliceWork work = slice_work();
    const auto runner = process_.make_slices(work);
    const std::vector<Share> waiting = show_waiting(kept);
    const auto row_name = [&](int slice, std::int64_t row) {
      return row_label(context_, slice, row);
    };
    const auto row_count = [&] { return rows_by_now(); };
    const auto notify = [&](const std::string& text) { process_.notify(text); };
    auto failure = run_slices({setup_, waiting, row_name, row_count, notify, cores_}, *runner);
    if (!failure) return;
    if (!failure->in_trial || plan_ == nullptr) throw PhaseFailure{*std::move(failure)};
    const std::string again = "computed again, row " + std::to_string(failure->row) +
                              " fails: " + failure->what.substr(0, failure->what.find('\n'));
    if (failure->cause == kLateCause) {
      late_in_trial_ = again;
    } else {
      impure_ = kDependsOnMore + again;
    }
  }

  void add_report(int slice) {
    SliceReport report = plan_ != nullptr ? join_planned_slice(request_.job_path, *plan_, slice)
                                          : read_slice_report(request_.job_path, Share{slice});
    note_analysis(report);
    tried_rows_ += report.rows;
    bad_rows_ += report.bad_rows;
    datasets_.add_slice(report.datasets);
    reports_.push_back(std::move(report));
  }

  void note_analysis(const SliceReport& slice) {
    if (!analysis_) analysis_ = slice.analysis;
    merge_analysis(*analysis_, slice.analysis);
    add_reads(input_reads(), slice.inputs);
  }

  /// How many rows a share computes; negative if that is not known.
  std::int64_t rows_of(const Share& share) const {
    if (plan_ == nullptr) return expected_rows(context_, share.slice);
    return static_cast<std::int64_t>(rows_in(computed_in(plan_->shares.at(share))));
  }

  /// Returns the shares that are not kept.
  std::vector<Share> show_waiting(const std::set<Share>& kept) const {
    std::vector<Share> waiting;
    board_.show(shares());
    for (const Share& share : shares()) {
      BoardSlice& board = board_.slice(share);
      board.state = kept.contains(share) ? SliceState::kept : SliceState::waiting;
      board.tally.rows = rows_of(share);
      if (!kept.contains(share)) waiting.push_back(share);
    }
    return waiting;
  }

  /// How many rows the job has, according to the plan, or to the loops that began, or else to the
  /// inputs. A huge number if that is unknown.
  std::uint64_t rows_by_now() const {
    std::uint64_t sum = 0;
    if (plan_ != nullptr) return std::accumulate(plan_->rows.begin(), plan_->rows.end(), sum);
    for (const Share& share : shares()) {
      const std::int64_t rows = __atomic_load_n(&board_.slice(share).tally.rows, __ATOMIC_RELAXED);
      if (rows < 0) return std::uint64_t{1} << 60;
      sum += static_cast<std::uint64_t>(rows);
    }
    return sum;
  }

  void refuse_bad_rows() const {
    const std::uint64_t allowed = allowed_bad_rows(setup_.limits.max_bad, tried_rows_);
    if (bad_rows_ <= allowed) return;
    for (const SliceReport& report : reports_) {
      if (report.bad_rows == 0) continue;
      const BadRow first = first_bad_row(report.share.slice);
      const std::string what = first.reason + "\n  " + counted(bad_rows_, "bad row") + " of " +
                               std::to_string(tried_rows_) + ", max_bad allows " +
                               std::to_string(allowed);
      throw PhaseFailure{row_failure(report.share, first.row, first.name, what)};
    }
  }

  BadRow first_bad_row(int slice) const {
    for (const Share& share : shares()) {
      const std::string path = slice_path(request_.job_path, share, ".bad.jsonl");
      const auto lines = share.slice == slice ? find_contents(path) : std::nullopt;
      if (lines) return read_bad_row(lines->substr(0, lines->find('\n')), path);
    }
    return plan_->bad_rows[static_cast<std::size_t>(slice)].front();
  }

  void synthesis() {
    board_.begin(Phase::synthesis);
    if (!phases_->has_synthesis) {  // the manifests still need the writers that it declares
      const detail::MethodObject method(*phases_, context_, Phase::none);
      return;
    }
    process_.redirect_output("synthesis");
    set_current_tally(board_.whole().tally);
    board_.whole().tally = {};
    const SavedFilesScope saved(context_, "synthesis");
    const detail::MethodObject method(*phases_, context_, Phase::synthesis);
    JobDatasets::allow_select(context_);
    std::vector<Value> values;
    for (const SliceReport& report : reports_) values.push_back(report.value);
    const Value result = phases_->synthesis(method.get(), state_.get(), values);
    own_process_.require();
    datasets_.keep_written(context_);
    if (phases_->returns_result) {
      refuse_taken("result.json");
      write_json(request_.job_path + "/result.json", json_from_value(result));
    }
  }

  void refuse_taken(const char* name) const {
    if (exists(join_path(request_.job_path, name))) {
      throw JobError("the method wrote " + quote(name) + ", which is a reserved name");
    }
  }

  Document report() const {
    Document seconds = seconds_;
    seconds["slices"] = Document::array();
    std::uint64_t peak = 0;
    for (const SliceReport& slice : reports_) {
      seconds["slices"].push_back(slice.seconds);
      peak = std::max(peak, slice.peak_memory);
    }
    return {{"seconds", seconds},
            {"rows", datasets_.rows().value_or(tried_rows_)},
            {"tried_rows", tried_rows_},
            {"bad_rows", bad_rows_},
            {"bytes", bytes_},
            {"peak_memory", peak},
            {"kept_slices", request_.kept.shares.size()},
            {"has_result", phases_->returns_result},
            {"computed_rows", plan_ != nullptr ? plan_->computed_rows : tried_rows_},
            {"kept_from", plan_ != nullptr ? Document(plan_->jobs) : Document()},
            {"all_rows", all_rows_},
            {"inputs", inputs_document()},
            {"analysis", analysis_document(analysis_.value_or(AnalysisRecord()))}};
  }

  /// What the rows depend on, computed or kept. Null if that is unknown.
  Document inputs_document() const {
    InputReads reads = input_reads();
    if (plan_ != nullptr && !plan_->inputs) return nullptr;
    if (plan_ != nullptr) add_reads(reads, *plan_->inputs);
    return reads_document(reads);
  }

  const PhasesRequest& request_;
  const JobSetup& setup_;
  Board& board_;
  Surroundings& process_;
  Cores cores_;
  const OwnProcess own_process_;
  detail::Context context_;
  detail::Phases* phases_ = nullptr;
  std::unique_ptr<detail::State> state_;
  std::vector<SliceReport> reports_;
  JobDatasets datasets_;
  Document seconds_ = {{"total", 0.0}, {"prepare", 0.0}, {"analysis", 0.0}, {"synthesis", 0.0}};
  const RowPlan* plan_ = nullptr;           ///< nullptr: the job computes all rows
  std::string all_rows_;                    ///< why it computes all rows although there was a plan
  std::string impure_;                      ///< what a trial showed: no later job may keep rows
  std::string late_in_trial_;               ///< how a trial ended that showed nothing
  std::optional<AnalysisRecord> analysis_;  ///< of all slices
  std::uint64_t tried_rows_ = 0;
  std::uint64_t bad_rows_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

Document run_phases(const PhasesRequest& request, Board& board, Surroundings& process) {
  return PhaseSequence(request, board, process).run();
}

void run_one_slice(const PhasesRequest& request, Board& board, Surroundings& process, int slice) {
  PhaseSequence(request, board, process).run_one_slice(slice);
}

}  // namespace accel
