// SPDX-License-Identifier: Apache-2.0
#include "run/phases.h"

#include "base/check.h"
#include "base/module.h"
#include "base/text.h"
#include "method/plugin.h"
#include "run/cage.h"
#include "run/pool.h"
#include "run/prepared.h"
#include "run/row_names.h"
#include "run/worker.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <numeric>

namespace accel {
namespace {

using Clock = std::chrono::steady_clock;

/// Ends the phases with a failure that is told as it is.
struct Failed {
  Failure failure;
};

class Run {
 public:
  /// Without a channel all phases run in this process.
  Run(const PhasesRequest& request, Board& board, const Channel* channel)
      : request_(request), setup_(request.setup), board_(board), channel_(channel) {}

  Document run(detail::Phases* phases) {
    start(phases);
    if (request_.only_slice) {
      one_slice();
      return Document::object();
    }
    timed("prepare", [&] { request_.kept.prepared ? load_prepared() : prepare(); });
    if (phases_->has_analysis) timed("analysis", [&] { analysis(); });
    timed("synthesis", [&] { synthesis(); });
    write_manifests();
    return report();
  }

 private:
  template <class Work>
  void timed(const char* phase, Work&& work) {
    const Clock::time_point begin = Clock::now();
    work();
    seconds_[phase] = std::chrono::duration<double>(Clock::now() - begin).count();
  }

  void redirect_output(const std::string& name) const {
    if (channel_ != nullptr) channel_->redirect_output(name);
  }

  void start(detail::Phases* phases) {
    board_.begin(Phase::none);
    if (setup_.cage.on && channel_ != nullptr) close_inherited(channel_->fd());
    if (::chdir(request_.job_path.c_str()) != 0) {
      throw SystemError("enter", request_.job_path, errno);
    }
    redirect_output(request_.only_slice ? std::to_string(*request_.only_slice) : "prepare");
    board_.slice(-1).state = SliceState::running;
    set_current_tally(board_.slice(-1).tally);
    context_.setup = &setup_;
    context_.job_path = request_.job_path;
    for (const auto& [name, path] : setup_.workdirs) context_.workdirs.add(name, path);
    context_.open_inputs();
    phases_ = phases != nullptr ? phases : &load_plugin(request_.object);
    limit_images();
    make_folders(request_.job_path + "/slices");
    if (setup_.cage.on && channel_ != nullptr) enter_cage(context_);
  }

  /// Calls a function of the image library, which is there only if the plugin links it.
  template <class... Arguments>
  void call_image_library(const char* function, Arguments... arguments) {
    const auto image = Module::find_loaded("libaccel_image.so");
    if (image) image->function<void(Arguments...)>(function)(arguments...);
  }

  /// Pixel work here would start threads that no worker has (see src/image).
  void forbid_pixels(const char* phase) {
    call_image_library("accel_image_forbid_pixels", phase);
  }

  void limit_images() {
    std::string loaders;
    for (const std::string& name : setup_.images.loaders) loaders += name + " ";
    call_image_library<const char*, std::int64_t, int>("accel_image_set_limits", loaders.c_str(),
                                                       setup_.images.max_pixels,
                                                       setup_.images.max_seconds);
  }

  void prepare() {
    board_.begin(Phase::prepare);
    SavedList files;
    const bool forks = phases_->has_analysis && channel_ != nullptr;
    if (phases_->has_prepare) {
      if (forks) forbid_pixels("prepare");
      const Saving saving(context_, "prepare");
      const detail::MethodObject method(*phases_, context_, Phase::prepare);
      for (const Writer& writer : context_.writers) allow_select(writer);
      state_.reset(phases_->prepare(method.get()));
      for (const Writer& writer : context_.all_writers()) keep_written(writer);
      if (forks) forbid_pixels(nullptr);
      files = saving.list();
    }
    if (!phases_->has_analysis) return;
    write_prepared(request_.job_path,
                   {state_ ? json_from_value(state_->value()) : Document(), false, written_,
                    writers_document(context_.prepared_writers), files});
    if (forks) refuse_threads();
  }

  /// In the place of prepare(), when it was run before.
  void load_prepared() {
    const auto found = find_prepared(request_.job_path);
    ACCEL_CHECK(found.has_value());
    const std::string path = join_path(request_.job_path, kPreparedFile);
    const detail::Scope scope(context_);
    context_.prepared_writers =
        read_writers(found->writers, request_.job_path, context_.workdirs, path);
    state_.reset(phases_->state_from(value_from_json(found->state)));
    written_ = found->datasets;
  }

  void refuse_threads() const {
    const std::size_t threads = list_folder("/proc/self/task").size();
    if (threads == 1) return;
    throw Failed{{"prepare", -1, -1,
                  "prepare() left " + counted(threads - 1, "thread") + " running", "", false}};
  }

  SliceWork slice_work() {
    std::set<std::string> done;
    for (const auto& [name, slices] : written_) done.insert(name);
    return {*phases_, context_, state_.get(), std::move(done), board_};
  }

  void analysis() {
    board_.begin(Phase::analysis);
    SliceWork work = slice_work();
    const auto runner =
        channel_ != nullptr ? make_forked_slices(work, *channel_) : make_local_slices(work);
    show_slices_waiting();
    const auto row_name = [&](int slice, std::int64_t row) { return row_label(context_, slice, row); };
    const auto notify = [&](const std::string& text) {
      channel_->send({Message::Kind::notice, text, {}});
    };
    if (auto failure = run_slices({setup_, request_.kept.slices, row_name, notify}, *runner)) {
      throw Failed{*std::move(failure)};
    }
    for (int slice = 0; slice < setup_.slices; ++slice) {
      auto report = find_slice_report(request_.job_path, slice);
      if (!report) throw Error("slice " + std::to_string(slice) + " left no report");
      reports_.push_back(*std::move(report));
    }
    for (const SliceReport& report : reports_) {
      tried_rows_ += report.rows;
      bad_rows_ += report.bad_rows;
      for (const auto& [name, columns] : report.datasets) written_[name].push_back(columns);
    }
    refuse_bad_rows();
  }

  void show_slices_waiting() const {
    for (int slice = 0; slice < setup_.slices; ++slice) {
      BoardSlice& board = board_.slice(slice);
      board.state =
          request_.kept.slices.contains(slice) ? SliceState::kept : SliceState::waiting;
      board.tally.rows = expected_rows(context_, slice);
    }
  }

  void refuse_bad_rows() const {
    const std::uint64_t allowed = allowed_bad_rows(setup_.max_bad, tried_rows_);
    if (bad_rows_ <= allowed) return;
    for (const SliceReport& report : reports_) {
      const std::string path = slice_path(request_.job_path, report.slice, ".bad.jsonl");
      const auto lines = find_contents(path);
      if (!lines || report.bad_rows == 0) continue;
      const Document first = parse_json(lines->substr(0, lines->find('\n')), path);
      const Document& name = json_at(first, "name", path);
      std::string what = name.is_string() ? escaped(name.get<std::string>()) + ": " : std::string();
      what += json_get<std::string>(first, "reason", path);
      what += "\n  " + counted(bad_rows_, "bad row") + " of " + std::to_string(tried_rows_) +
              ", max_bad allows " + std::to_string(allowed);
      const auto row = json_get<std::int64_t>(first, "row", path);
      throw Failed{{"analysis", report.slice, row, what, "", false}};
    }
  }

  void synthesis() {
    board_.begin(Phase::synthesis);
    if (!phases_->has_synthesis) {
      note_writers();
      return;
    }
    redirect_output("synthesis");
    set_current_tally(board_.slice(-1).tally);
    board_.slice(-1).tally = {};
    const Saving saving(context_, "synthesis");
    const detail::MethodObject method(*phases_, context_, Phase::synthesis);
    for (const Writer& writer : context_.writers) allow_select(writer);
    std::vector<Value> values;
    for (const SliceReport& report : reports_) values.push_back(report.value);
    const Value result = phases_->synthesis(method.get(), state_.get(), values);
    for (const Writer& writer : context_.all_writers()) keep_written(writer);
    if (phases_->returns_result) {
      refuse_taken("result.json");
      write_json(request_.job_path + "/result.json", json_from_value(result));
    }
    keep_writers(context_.all_writers());
  }

  /// Only what its dataset will look like is of interest here: no phase runs.
  void note_writers() {
    const detail::MethodObject method(*phases_, context_, Phase::none);
    keep_writers(context_.all_writers());
  }

  void keep_writers(const std::vector<Writer>& writers) { writers_ = writers; }

  void allow_select(const Writer& writer) {
    writer.state()->may_select = true;
    writer.state()->finished.resize(static_cast<std::size_t>(setup_.slices));
  }

  /// A dataset of which prepare() or synthesis() wrote slices is theirs: the rest of it is empty.
  void keep_written(const Writer& writer) {
    detail::WriterState& state = *writer.state();
    state.may_select = false;
    if (state.slice < 0) return;
    std::vector<SliceColumns> slices = state.finish_all();
    const auto before = written_.find(state.name);
    if (before != written_.end() && total_rows(before->second) > 0) {
      throw JobError("dataset " + quote(state.name) + " is written in analysis() and by " +
                     phase_name(context_.phase) + "()");
    }
    written_[state.name] = std::move(slices);
  }

  static std::uint64_t total_rows(const std::vector<SliceColumns>& slices) {
    return std::accumulate(slices.begin(), slices.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const SliceColumns& s) { return sum + s.rows; });
  }

  void refuse_taken(const char* name) const {
    if (exists(join_path(request_.job_path, name))) {
      throw JobError("the method wrote " + quote(name) + ", a name that is reserved");
    }
  }

  void write_manifests() {
    for (const Writer& writer : writers_) {
      const detail::WriterState& state = *writer.state();
      auto slices = written_.find(state.name);
      if (slices == written_.end()) {
        throw JobError("dataset " + quote(state.name) + " is declared, but never written");
      }
      const Manifest manifest = make_manifest(state, setup_.job, slices->second);
      for (const ManifestColumn& column : manifest.columns) {
        if (column.files.job != setup_.job) continue;
        bytes_ += std::accumulate(column.bytes.begin(), column.bytes.end(), std::uint64_t{0});
      }
      write_json(dataset_folder(request_.job_path, state.name) + "/dataset.json",
                 manifest_document(manifest));
    }
  }

  void one_slice() {
    if (phases_->has_prepare) {
      const auto found = find_prepared(request_.job_path);
      found && !found->state_left_out ? load_prepared() : prepare();
    }
    board_.begin(Phase::analysis);
    SliceWork work = slice_work();
    run_slice(work, *request_.only_slice, {});
  }

  /// The rows of the dataset that was made; FORMATS.md, `post.json`, says which.
  std::uint64_t rows() const {
    if (written_.empty()) return tried_rows_;
    if (const auto named = written_.find("default"); named != written_.end()) {
      return total_rows(named->second);
    }
    std::uint64_t most = 0;
    for (const auto& [name, slices] : written_) most = std::max(most, total_rows(slices));
    return most;
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
            {"rows", rows()},
            {"tried_rows", tried_rows_},
            {"bad_rows", bad_rows_},
            {"bytes", bytes_},
            {"peak_memory", peak},
            {"kept_slices", request_.kept.slices.size()},
            {"has_result", phases_->returns_result}};
  }

  const PhasesRequest& request_;
  const JobSetup& setup_;
  Board& board_;
  const Channel* channel_;
  detail::Context context_;
  detail::Phases* phases_ = nullptr;
  std::unique_ptr<detail::State> state_;
  std::vector<SliceReport> reports_;
  std::map<std::string, std::vector<SliceColumns>> written_;  ///< by dataset, per slice
  std::vector<Writer> writers_;
  Document seconds_ = {{"total", 0.0}, {"prepare", 0.0}, {"analysis", 0.0}, {"synthesis", 0.0}};
  std::uint64_t tried_rows_ = 0;
  std::uint64_t bad_rows_ = 0;
  std::uint64_t bytes_ = 0;
};

Failure failure_now(Board& board, const std::exception& error) {
  const Phase phase = board.phase();
  return failure_of(error, phase == Phase::none ? "start" : phase_name(phase), -1, *board.row(-1));
}

void send_failure(const Channel& channel, Failure failure) {
  constexpr std::size_t kMost = 32 * 1024;  // a message must fit the socket
  if (failure.what.size() > kMost) failure.what = failure.what.substr(0, kMost) + " ...";
  channel.send({Message::Kind::failed, json_line(failure_document(failure)), {}});
}

/// Gives back what a job that runs in this process changes of it: the current folder, and where
/// rows are noted.
class HereScope {
 public:
  HereScope() : folder_(open_file(".", O_RDONLY | O_DIRECTORY)), tally_(current_tally()) {}
  HereScope(const HereScope&) = delete;
  HereScope& operator=(const HereScope&) = delete;
  ~HereScope() {
    [[maybe_unused]] const int result = ::fchdir(folder_.get());
    set_current_tally(tally_);
  }

 private:
  Fd folder_;
  Tally& tally_;
};

}  // namespace

Document run_phases_here(const JobSetup& setup, const std::string& job_path,
                         detail::Phases& phases, const Kept& kept) {
  Board board(setup.slices);
  const HereScope here;
  const PhasesRequest request{setup, job_path, "", std::nullopt, kept};
  try {
    return Run(request, board, nullptr).run(&phases);
  } catch (const Failed& failed) {
    throw Error(failed.failure.what);
  }
}

void run_phases(const PhasesRequest& request, Board& board, const Channel& channel) noexcept {
  try {  // the top of the job's main process
    Run run(request, board, &channel);
    const Document report = run.run(nullptr);
    if (!request.only_slice) write_json(join_path(request.job_path, kReportFile), report);
    channel.send({Message::Kind::done, "", {}});
  } catch (const Failed& failed) {
    send_failure(channel, failed.failure);
  } catch (const std::exception& error) {
    send_failure(channel, failure_now(board, error));
  } catch (...) {
    send_failure(channel, failure_now(board, Error(kNoException)));
  }
}

}  // namespace accel
