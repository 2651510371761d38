// SPDX-License-Identifier: Apache-2.0
#include "run/local_phases.h"

#include "run/surroundings.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace accel {
namespace {

/// The caller's process. Restores what the phases change: the current folder, and where rows are
/// noted.
class CallersProcess : public Surroundings {
 public:
  explicit CallersProcess(detail::Phases& phases)
      : phases_(phases), folder_(open_file(".", O_RDONLY | O_DIRECTORY)), tally_(current_tally()) {}
  ~CallersProcess() override {
    [[maybe_unused]] const int result = ::fchdir(folder_.get());
    set_current_tally(tally_);
  }

  void begin(const JobSetup& /*setup*/) override {}
  void redirect_output(const std::string& /*name*/) override {}
  detail::Phases& phases() override { return phases_; }
  void close(const detail::Context& /*context*/) override {}
  void begin_prepare() override {}
  void end_prepare() override {}
  std::unique_ptr<SliceRunner> make_slices(SliceWork& work) override {
    return make_local_slices(work);
  }
  void notify(const std::string& text) override { std::fprintf(stderr, "%s\n", text.c_str()); }

 private:
  detail::Phases& phases_;
  Fd folder_;
  LoopMark& tally_;
};

}  // namespace

Document run_phases_here(const JobSetup& setup, const std::string& job_path, detail::Phases& phases,
                         const FinishedParts& kept) {
  Board board(static_cast<std::size_t>(setup.limits.slices));
  CallersProcess process(phases);
  try {
    return run_phases({setup, job_path, "", std::nullopt, kept, std::nullopt, {}, {}}, board,
                      process);
  } catch (const PhaseFailure& failure) {
    throw Error(failure.failure.what);
  }
}

}  // namespace accel
