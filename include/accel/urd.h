// SPDX-License-Identifier: Apache-2.0
// What a build script calls to build methods with arguments. Paths and patterns are relative to the
// project's folder, which is the current one. Scripts include <accel/build.h>.
#pragma once

#include <accel/convert.h>
#include <accel/handle.h>
#include <accel/job.h>

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {

/// The paths that glob() found, and the folders that its patterns begin with. Files are named
/// relative to these, so that a name does not depend on which other files are found. A copy to a
/// std::vector<std::string> has no such folders.
class Paths : public std::vector<std::string> {
 public:
  Paths(std::vector<std::string> paths, std::vector<std::string> folders)
      : std::vector<std::string>(std::move(paths)), folders_(std::move(folders)) {}
  /// One for each pattern: the part before its first wildcard, up to the last '/' there.
  const std::vector<std::string>& folders() const { return folders_; }

 private:
  std::vector<std::string> folders_;
};

namespace detail {

template <class T>
concept ValueLike = Convertible<std::decay_t<T>> || std::convertible_to<T, std::string_view>;

template <ValueLike T>
Value argument_value(const T& value) {
  if constexpr (Convertible<T>) {
    return to_value(value);
  } else {
    return Value(std::string_view(value));
  }
}

template <class T>
concept Texts = std::derived_from<T, std::vector<std::string>>;

struct TextsState;
ACCEL_EXPORT void retain(TextsState*);
ACCEL_EXPORT void release(TextsState*);
ACCEL_EXPORT Handle<TextsState> keep_texts(std::vector<std::string> texts);
ACCEL_EXPORT Handle<TextsState> keep_texts(Paths paths);

}  // namespace detail

/// One element of a list in braces. A type of its own, so that both compilers read `{{v}}` as a
/// list of one.
class ACCEL_EXPORT Item {
 public:
  template <detail::ValueLike T>
  Item(const T& value) : value_(detail::argument_value<std::decay_t<const T&>>(value)) {}
  Item(std::initializer_list<Item> items) : value_(list(items)) {}
  const Value& value() const { return value_; }

  static Value list(std::initializer_list<Item> items);

 private:
  Value value_;
};

/// A name and its value: an option, a dataset or a job of the method.
class ACCEL_EXPORT Argument {
 public:
  template <detail::ValueLike T>
  requires(!detail::Texts<T>) Argument(std::string_view name, const T& value)
      : Argument(Made(), name, detail::argument_value<std::decay_t<const T&>>(value)) {}
  /// accel::glob() may find a million paths, so they are kept as they are.
  template <detail::Texts T>
  Argument(std::string_view name, T texts)
      : name_(name), texts_(detail::keep_texts(std::move(texts))) {}
  Argument(std::string_view name, std::initializer_list<Item> items)
      : Argument(Made(), name, Item::list(items)) {}
  Argument(const Argument& other);
  ~Argument();
  const std::string& name() const { return name_; }
  Value value() const;
  /// Empty unless the value is a vector of texts.
  const detail::Handle<detail::TextsState>& texts() const { return texts_; }

 private:
  struct Made {};
  Argument(Made, std::string_view name, Value value);

  std::string name_;
  Value value_;
  detail::Handle<detail::TextsState> texts_;
};

/// What a job is built with. Usually written in braces; `add` is for what is known at run time.
class ACCEL_EXPORT Arguments {
 public:
  Arguments();
  Arguments(std::initializer_list<Argument> arguments);
  Arguments(const Arguments& other);
  ~Arguments();
  template <class T>
  requires(detail::ValueLike<T> || detail::Texts<T>) Arguments& add(std::string_view name,
                                                                    const T& value) {
    return add(Argument(name, value));
  }
  Arguments& add(Argument argument);
  const std::vector<Argument>& list() const { return list_; }

 private:
  std::vector<Argument> list_;
};

enum class NoMatch { error, allowed };

/// Paths of the files that match any of the patterns, sorted bytewise, each once, relative if the
/// pattern is. `*` and `?` and `[a-z]` match within a name, `**` any number of folders; names that
/// begin with a dot match only a pattern that begins with one. Throws Error when nothing matches,
/// unless allowed.
ACCEL_EXPORT Paths glob(std::string_view pattern, NoMatch no_match = NoMatch::error,
                        detail::Place place = detail::Place::here());
ACCEL_EXPORT Paths glob(const std::vector<std::string>& patterns, NoMatch no_match = NoMatch::error,
                        detail::Place place = detail::Place::here());
ACCEL_EXPORT Paths glob(std::initializer_list<const char*> patterns,
                        NoMatch no_match = NoMatch::error,
                        detail::Place place = detail::Place::here());

namespace detail {
class Engine;
}

/// Builds jobs, or finds those that were built before. Do not use it from several threads.
class ACCEL_EXPORT Urd {
 public:
  Urd(detail::Engine& engine, std::vector<std::string> arguments)
      : engine_(engine), arguments_(std::move(arguments)) {}
  Urd(const Urd&) = delete;
  Urd& operator=(const Urd&) = delete;

  /// The job of `method` with these arguments. If it is not finished, it starts when the jobs that
  /// it reads are finished, and runs side by side with others. Does not wait for it. Throws Error
  /// if the method or an argument is wrong, or if a job that it reads has failed already. If the
  /// job fails later, the functions of Job that wait for it throw the error, or else it is thrown
  /// when accel_main returns.
  Job build(std::string_view method, const Arguments& arguments = {},
            detail::Place place = detail::Place::here());

  /// The words after `--` on the command line.
  const std::vector<std::string>& args() const { return arguments_; }

 private:
  detail::Engine& engine_;
  std::vector<std::string> arguments_;
};

}  // namespace accel
