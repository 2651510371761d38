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

  bool start(int slice, const std::set<std::int64_t>& left_out) override {
    run_slice(work_, slice, left_out);
    return true;
  }
  int descriptor(int /*slice*/) const override { return ended_.get(); }
  std::optional<Failure> finish(int slice) override {
    work_.board.slice(slice).state = SliceState::done;
    return std::nullopt;
  }
  std::int64_t row(int /*slice*/) const override { return -1; }
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
