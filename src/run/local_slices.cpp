// SPDX-License-Identifier: Apache-2.0
#include "run/slice_runner.h"
#include "run/worker.h"

#include <sys/eventfd.h>

namespace accel {
namespace {

class LocalSlices : public SliceRunner {
 public:
  explicit LocalSlices(SliceWork& work) : work_(work) {
    if (!ended_.is_open()) throw SystemError("open", "an event descriptor", errno);
  }

  bool start(const Share& share, const SkippedRows& skipped) override {
    run_slice(work_, share, skipped);
    return true;
  }
  int descriptor(const Share& /*share*/) const override { return ended_.get(); }
  SliceEnd finish(const Share& share) override {
    work_.board.slice(share).state = SliceState::done;
    return {};
  }
  MapRow row(const Share& /*share*/) const override { return {}; }
  void stop(const Share& /*share*/) override {}
  void stop_all() override {}

 private:
  SliceWork& work_;
  const Fd ended_{::eventfd(1, EFD_CLOEXEC)};  ///< readable: what was started has ended
};

}  // namespace

std::unique_ptr<SliceRunner> make_local_slices(SliceWork& work) {
  return std::make_unique<LocalSlices>(work);
}

}  // namespace accel
