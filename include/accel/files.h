// SPDX-License-Identifier: Apache-2.0
// Input files of a method: named relative to a base folder, hashed by content before the job runs,
// and checked against that hash when they are read.
#pragma once

#include <accel/bad_row.h>
#include <accel/dataset.h>
#include <accel/handle.h>
#include <accel/types.h>

#include <string>

namespace accel {

namespace detail {
struct FilesState;
ACCEL_EXPORT void retain(FilesState*);
ACCEL_EXPORT void release(FilesState*);
}  // namespace detail

/// One input file, valid until the loop moves on.
class ACCEL_EXPORT File {
 public:
  /// Relative to the base folder, with '/' between folders.
  const std::string& name() const;
  std::string path() const;
  std::uint64_t size() const;
  /// The contents, checked: throws JobError if they changed since the job was requested. Valid
  /// until the loop moves on.
  Bytes read() const;

 private:
  friend class FileRange;
  File(detail::Handle<detail::FilesState> files, std::int64_t index)
      : files_(std::move(files)), index_(index) {}
  detail::Handle<detail::FilesState> files_;
  std::int64_t index_ = 0;
  mutable Buffer contents_;
  mutable bool is_read_ = false;
};

/// Some consecutive input files, in the order they were given. Only one loop at a time.
class ACCEL_EXPORT FileRange {
 public:
  class iterator {
   public:
    explicit iterator(FileRange* range) : range_(range) {}
    const File& operator*() const { return range_->file_; }
    iterator& operator++() {
      range_->go_to(range_->row_ + 1);
      return *this;
    }
    bool operator==(RowsEnd) const { return range_->row_ >= range_->count_; }

   private:
    FileRange* range_;
  };

  /// `slice`: the slice whose files these are; -1: the files of all slices.
  FileRange(detail::Handle<detail::FilesState> files, std::int64_t first, std::int64_t count,
            int slice);
  FileRange(FileRange&&) = default;
  FileRange& operator=(FileRange&&) = default;
  ~FileRange();
  iterator begin();
  RowsEnd end() const { return {}; }
  std::int64_t size() const;
  std::int64_t row() const {
    asked_ = true;
    return row_;
  }
  bool absent() const { return false; }
  std::string row_name() const {
    asked_ = true;
    return name_at(row_);
  }

  /// For Writer::map.
  std::int64_t current() const { return row_; }
  File take() const { return {file_.files_, first_ + row_}; }
  std::string name_at(std::int64_t row) const { return File(file_.files_, first_ + row).name(); }
  bool was_asked() const { return asked_; }
  detail::MapSource map_source() const;
  void seek(std::int64_t row) { go_to(row); }
  void skip_to_end(std::int64_t rows) { go_to(rows); }

 private:
  void go_to(std::int64_t row);
  File file_;
  std::int64_t first_ = 0;
  std::int64_t count_ = 0;
  int slice_ = -1;
  std::int64_t row_ = 0;
  std::int64_t* current_ = nullptr;
  mutable bool asked_ = false;  ///< whether the number or the name of a row was asked for
};

/// The files of one option, declared with `input_files`.
class ACCEL_EXPORT Files {
 public:
  Files() = default;
  explicit Files(detail::Handle<detail::FilesState> state) : state_(std::move(state)) {}
  std::int64_t size() const;
  /// The files for slice `slice` of this job. They are consecutive, so the rows of all slices in
  /// order are the files in order.
  FileRange slice(int slice) const;
  FileRange all() const;

 private:
  detail::Handle<detail::FilesState> state_;
};

}  // namespace accel
