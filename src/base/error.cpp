// SPDX-License-Identifier: Apache-2.0
#include <accel/error.h>

#include "base/check.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace accel {

Error::Error(std::string message) : message_(std::move(message)) { compose(); }
Error::Error(const Error&) = default;
Error& Error::operator=(const Error&) = default;
Error::~Error() = default;
JobError::~JobError() = default;

namespace {
std::atomic<std::uint64_t> limits{0};
}  // namespace

LimitError::LimitError(std::string message) : Error(std::move(message)) { ++limits; }
LimitError::~LimitError() = default;
std::uint64_t detail::limit_errors() { return limits; }

Error& Error::set_hint(std::string hint) & {
  hint_ = std::move(hint);
  compose();
  return *this;
}
Error&& Error::set_hint(std::string hint) && { return std::move(set_hint(std::move(hint))); }

Error& Error::add_subject(const std::string& subject) {
  message_.insert(0, subject + ": ");
  compose();
  return *this;
}

Error& Error::add_context(std::string line) {
  context_.push_back(std::move(line));
  compose();
  return *this;
}

void Error::compose() {
  whole_ = message_;
  for (const std::string& line : context_) whole_ += "\n  " + line;
  if (!hint_.empty()) whole_ += "\n  " + hint_;
}

void check_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "accel: internal error: %s at %s:%d\n", expression, file, line);
  std::abort();
}

}  // namespace accel
