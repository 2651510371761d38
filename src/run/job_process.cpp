// SPDX-License-Identifier: Apache-2.0
#include "run/job_process.h"

#include "base/text.h"
#include "method/plugin.h"
#include "run/cage.h"
#include "run/image_library.h"
#include "run/surroundings.h"

namespace accel {
namespace {

class JobProcess : public Surroundings {
 public:
  JobProcess(const PhasesRequest& request, const Channel& channel)
      : request_(request), channel_(channel) {}

  void begin(const JobSetup& setup) override {
    if (setup.environment.cage.on) close_inherited({channel_.fd(), request_.cores});
  }
  void redirect_output(const std::string& name) override { channel_.redirect_output(name); }
  detail::Phases& phases() override { return load_plugin(request_.object); }
  void close(const detail::Context& context) override {
    if (context.setup->environment.cage.on) enter_cage(context);
  }
  /// Pixel work here would start threads that workers would not have (see src/image).
  void begin_prepare() override { forbid_pixels("prepare"); }
  void end_prepare() override {
    forbid_pixels(nullptr);
    refuse_threads();
  }
  std::unique_ptr<SliceRunner> make_slices(SliceWork& work) override {
    return make_forked_slices(work, channel_);
  }
  void notify(const std::string& text) override {
    channel_.send({Message::Kind::notice, text, {}});
  }

 private:
  static void refuse_threads() {
    const std::size_t threads = list_folder("/proc/self/task").size();
    if (threads == 1) return;
    throw PhaseFailure{{"prepare", -1, -1,
                        "prepare() left " + counted(threads - 1, "thread") + " running", "", false,
                        false}};
  }

  const PhasesRequest& request_;
  const Channel& channel_;
};

Failure failure_now(Board& board, const std::exception& error) {
  const Phase phase = board.phase();
  return failure_of(error, phase == Phase::none ? "start" : phase_name(phase), -1,
                    board.whole().tally.row);
}

void send_failure(const Channel& channel, Failure failure) {
  constexpr std::size_t kMost = 32 * 1024;  // a message must fit the socket
  if (failure.what.size() > kMost) failure.what = failure.what.substr(0, kMost) + " ...";
  channel.send({Message::Kind::failed, json_line(failure_document(failure)), {}});
}

}  // namespace

void run_job_process(const PhasesRequest& request, Board& board, const Channel& channel) noexcept {
  try {  // the top of the job's main process
    JobProcess process(request, channel);
    if (request.only_slice) {
      run_one_slice(request, board, process, *request.only_slice);
    } else {
      write_json(join_path(request.job_path, kReportFile), run_phases(request, board, process));
    }
    channel.send({Message::Kind::done, "", {}});
  } catch (const PhaseFailure& failure) {
    send_failure(channel, failure.failure);
  } catch (const std::exception& error) {
    send_failure(channel, failure_now(board, error));
  } catch (...) {
    send_failure(channel, failure_now(board, Error(kNoException)));
  }
}

}  // namespace accel
