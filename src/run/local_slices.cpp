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

  bool start(int slice, const SkippedRows& skipped) override {
    run_slice(work_, slice, skipped);
    return true;
  }
  int descriptor(int /*slice*/) const override { return ended_.get(); }
  SliceEnd finish(int slice) override {
    work_.board.slice(slice).state = SliceState::done;
    return {};
  }
  MapRow row(int /*slice*/) const override { return {}; }
  void stop(int /*slice*/) override {}
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
