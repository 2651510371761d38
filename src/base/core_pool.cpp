// SPDX-License-Identifier: Apache-2.0
#include "base/core_pool.h"

#include "base/interrupt.h"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace accel {
namespace {

constexpr int kTryAgainMs = 10;  // another thread may give one back, which wakes nobody

}  // namespace

CorePool::CorePool(int most, CoresOfMake from_make)
    : most_(from_make.problem.empty() ? std::max(most, 1) : 1),
      make_(std::move(from_make.jobserver)),
      own_(make_ ? 1 : most_) {}

CorePool::~CorePool() {
  for (const char core : taken_) make_->give_back(core);
}

bool CorePool::try_take() {
  const std::lock_guard lock(lock_);
  if (own_ > 0) {
    --own_;
    return true;
  }
  const int in_use = 1 + static_cast<int>(taken_.size());
  const auto core = make_ && in_use < most_ ? make_->try_take() : std::nullopt;
  if (core) taken_ += *core;
  return core.has_value();
}

void CorePool::take() {
  while (!try_take()) {
    if (is_interrupted()) throw Interrupted();
    pollfd spare{fd(), POLLIN, 0};
    ::poll(&spare, 1, kTryAgainMs);
  }
}

void CorePool::give_back() {
  const std::lock_guard lock(lock_);
  if (taken_.empty()) {
    ++own_;
    return;
  }
  make_->give_back(taken_.back());
  taken_.pop_back();
}

int CorePool::fd() const {
  const std::lock_guard lock(lock_);
  const bool has_room = 1 + static_cast<int>(taken_.size()) < most_;
  return make_ && has_room ? make_->fd() : -1;
}

}  // namespace accel
