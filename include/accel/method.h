// SPDX-License-Identifier: Apache-2.0
// Everything that a method needs. A method is a struct that derives from accel::Method, declares
// its options, inputs and outputs as members, has one or more of prepare(), analysis(slice) and
// synthesis(), and is named once by ACCEL_METHOD. See methods/README.md.
#pragma once

#include <accel/dataset.h>
#include <accel/error.h>
#include <accel/files.h>
#include <accel/job.h>
#include <accel/phases.h>
#include <accel/writer.h>

#include <string>
#include <vector>

namespace accel {

class Method;

namespace detail {

struct Context;

/// The default of a number option, on its way to a member of any number type.
template <class Default>
struct Declared {
  Method* method;
  std::string name;
  Default value;
  std::string help;
  template <class T>
  requires std::is_arithmetic_v<T>
  operator T() const;
};

}  // namespace detail

/// How a dataset or a job is taken.
struct Input {
  bool required = true;
  /// Datasets: read as a whole rather than slice by slice, so its slice count need not agree.
  bool whole = false;
};

/// The base of all methods. Its functions declare what the method takes and makes. Call them only
/// in member initialisers (the writers also in prepare()).
class ACCEL_EXPORT Method {
 public:
  Method();
  Method(const Method&) = delete;
  Method& operator=(const Method&) = delete;

 protected:
  ~Method() = default;

  /// An option with a default. The member's type decides which values are taken; numbers, bool,
  /// std::string, Size, Date, DateTime, enumerations, std::optional, vectors, maps, structs
  /// (<accel/convert.h>).
  template <class Default>
  requires(std::is_arithmetic_v<Default> &&
           !std::same_as<Default, bool>) detail::Declared<Default> option(std::string name,
                                                                          Default value,
                                                                          std::string help = "") {
    return {this, std::move(name), value, std::move(help)};
  }
  template <Convertible T>
  requires(!std::is_arithmetic_v<T> || std::same_as<T, bool>) T
      option(std::string name, T value, std::string help = "") {
    return from_value<T>(
        declare_option(std::move(name), Convert<T>::type(), to_value(value), std::move(help)));
  }
  std::string option(std::string name, const char* value, std::string help = "") {
    return option(std::move(name), std::string(value), std::move(help));
  }
  /// An option that must be given.
  template <Convertible T>
  T required(std::string name, std::string help = "") {
    const Value value = declare_required(std::move(name), Convert<T>::type(), std::move(help));
    return value.is_null() ? T{} : from_value<T>(value);
  }
  /// An option of files. The job depends on their contents and names. A name is relative to the
  /// folder that the option `base` gives (if one is declared here); otherwise to the folder of the
  /// first wildcard in the pattern of accel::glob, or for other lists to the deepest common folder.
  Files input_files(std::string name, std::string help = "", std::string base = "");

  Dataset dataset(std::string name, Input input = {});
  /// A list of datasets. It may be empty unless `required`.
  std::vector<Dataset> datasets(std::string name, Input input = {});
  Job job(std::string name, Input input = {});
  std::vector<Job> jobs(std::string name, Input input = {});

  /// A new dataset with these columns.
  template <class... T>
  Writer writer(Column<T>... columns) {
    return declare_writer(nullptr, {static_cast<ColumnSpec&&>(columns)...});
  }
  Writer writer(std::vector<ColumnSpec> columns) {
    return declare_writer(nullptr, std::move(columns));
  }
  /// All columns of `source` and these. Only these are written, a row for each row of `source`.
  /// They replace columns of `source` with the same name.
  template <class... T>
  Writer append_to(const Dataset& source, Column<T>... columns) {
    return declare_writer(&source, {static_cast<ColumnSpec&&>(columns)...});
  }
  Writer append_to(const Dataset& source, std::vector<ColumnSpec> columns) {
    return declare_writer(&source, std::move(columns));
  }

  /// A new dataset with all columns of `source`, whatever they are, and some of its rows, which
  /// Writer::keep() chooses: a filter, a sample, one part of a split. Their values are not copied.
  Writer keep_from(const Dataset& source);

  /// How many slices this job has.
  int slices() const;

 private:
  template <class Default>
  friend struct detail::Declared;
  Value declare_option(std::string name, Value type, Value value, std::string help);
  Value declare_required(std::string name, Value type, std::string help);
  Writer declare_writer(const Dataset* source, std::vector<ColumnSpec> columns);

  detail::Context* context_;
};

/// The base of a method that needs only its inputs. Its processes are caged: they can read those
/// and the system's libraries and write below their job directory, but cannot open a socket or
/// start a program, even when a hostile input takes them over. See methods/README.md.
class ACCEL_EXPORT CagedMethod : public Method {
 protected:
  CagedMethod();
  ~CagedMethod() = default;
};

template <class Default>
template <class T>
requires std::is_arithmetic_v<T> detail::Declared<Default>::operator T() const {
  return from_value<T>(
      method->declare_option(name, Convert<T>::type(), to_value(static_cast<T>(value)), help));
}

/// Writes a file in the job directory and makes folders as needed. `name` is relative to it, and
/// must not be one that accel writes itself (check_file_name). Throws Error if the file exists. A
/// file that the function of a map saves belongs to the row: a job that keeps the row also gets the
/// file.
ACCEL_EXPORT void save_file(std::string_view name, Bytes contents);
/// The name in the form that save_file uses ("a//./b" is "a/b"). Throws Error if a method may not
/// write a file of that name: it leads out of the job directory, is reserved, too long, or not
/// UTF-8.
ACCEL_EXPORT std::string check_file_name(std::string_view name);

/// Combines the values that the slices returned: adds numbers, joins vectors in slice order, and
/// merges maps, combining the values of the same key by this rule.
template <class T>
T merged(const std::vector<T>& slices);

namespace detail {

template <class T>
void merge_into(T& total, const T& part) {
  if constexpr (std::is_arithmetic_v<T>) {
    total = static_cast<T>(total + part);
  } else if constexpr (requires { total[part.begin()->first]; }) {
    for (const auto& [key, value] : part) {
      const auto [entry, is_new] = total.emplace(key, value);
      if (!is_new) merge_into(entry->second, value);
    }
  } else {
    total.insert(total.end(), part.begin(), part.end());
  }
}

}  // namespace detail

template <class T>
T merged(const std::vector<T>& slices) {
  T total{};
  for (const T& part : slices) detail::merge_into(total, part);
  return total;
}

}  // namespace accel

#ifndef ACCEL_METHOD  // empty in <accel/testing.h>, so that a program may have several methods
/// Names the method that this plugin holds. Write it once, at the end of the file.
#define ACCEL_METHOD(type)                                             \
  extern "C" ACCEL_EXPORT const int accel_abi = ::accel::detail::kAbi; \
  extern "C" ACCEL_EXPORT ::accel::detail::Phases* accel_phases() {    \
    static ::accel::detail::PhasesOf<type> phases;                     \
    return &phases;                                                    \
  }
#endif
