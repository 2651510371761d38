// SPDX-License-Identifier: Apache-2.0
// The exceptions a person can act on. A message says what, where and why, in lower case and without
// a full stop; each layer that knows more adds a line of context; a hint says what to do.
#pragma once

#include <accel/export.h>

#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace accel {

/// Something that a person can act on. Thrown in a row's function under `Writer::map`, it makes
/// that row a bad row; anywhere else it ends the job (or the build script).
class ACCEL_EXPORT Error : public std::exception {
 public:
  explicit Error(std::string message);
  ~Error() override;
  Error(const Error&);
  Error& operator=(const Error&);

  /// The message alone, without context or hint.
  const std::string& message() const { return message_; }
  /// Where it happened, innermost first.
  const std::vector<std::string>& context() const { return context_; }
  const std::string& hint() const { return hint_; }

  /// What to do about it; shown on its own line.
  Error& set_hint(std::string hint) &;
  Error&& set_hint(std::string hint) &&;
  /// Puts before the message what it is about: "field 'width'".
  Error& add_subject(const std::string& subject);
  /// Adds one line on where it happened; called by each layer that the error passes.
  Error& add_context(std::string line);

  /// The message, then the context and the hint, one per line, indented by two.
  const char* what() const noexcept override { return whole_.c_str(); }

 private:
  void compose();
  std::string message_, hint_, whole_;
  std::vector<std::string> context_;
};

/// An error that ends the job even when one row's function throws it, because the row is not at
/// fault: a file changed while the job ran, or the disk is full.
class ACCEL_EXPORT JobError : public Error {
 public:
  using Error::Error;
  ~JobError() override;
  using Error::set_hint;
  JobError&& set_hint(std::string hint) && {
    Error::set_hint(std::move(hint));
    return std::move(*this);
  }
};

/// A limit of accel.toml that keeps a row from being processed. A later job with a higher limit
/// tries the row again.
class ACCEL_EXPORT LimitError : public Error {
 public:
  explicit LimitError(std::string message);
  ~LimitError() override;
};

namespace detail {

/// How many LimitErrors this process has made.
ACCEL_EXPORT std::uint64_t limit_errors();

/// The place of a call in the source: the default of the last argument of functions for scripts.
struct Place {
  const char* file;
  int line;
  static constexpr Place here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

}  // namespace detail
}  // namespace accel
