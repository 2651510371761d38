// SPDX-License-Identifier: Apache-2.0
// That no change of a file of a finished job goes unnoticed, wherever it is.
#include "column_cells.h"
#include "made_jobs.h"

#include "../fault/faults.h"
#include "base/text.h"
#include "dataset/manifest.h"
#include "workdir/file_check.h"
#include "workdir/verify.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>

namespace accel::test {
namespace {

class CheckedFile : public ::testing::Test {
 protected:
  std::string path() const { return folder_.path() + "/c.0.arrow"; }
  FileCheck written(const Sample& sample) const {
    const ColumnFile file = write_column(path(), sample.spec, true, sample.cells);
    return {folder_.path(), "c.0.arrow", file.bytes, file.checksum.hex(),
            ColumnCheck{sample.spec, file.rows, file.absent}};
  }
  void put(std::size_t at, char byte) const {
    const Fd fd = open_file(path(), O_WRONLY);
    ASSERT_EQ(::pwrite(fd.get(), &byte, 1, static_cast<off_t>(at)), 1);
  }
  TemporaryFolder folder_;
};

TEST_F(CheckedFile, IsSoundAsItWasWritten) {
  for (const Sample& sample : samples()) EXPECT_EQ(find_fault(written(sample)), std::nullopt);
}

TEST_F(CheckedFile, IsFoundDamagedWhicheverByteIsChanged) {
  for (const Sample& sample : samples()) {
    const FileCheck check = written(sample);
    FileCheck plain = check;
    plain.column.reset();
    const std::string whole = read_file(path());
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const int flip : {1 << at % 8, 255}) {
        put(at, static_cast<char>(whole[at] ^ flip));
        ASSERT_NE(find_fault(check), std::nullopt) << at << " of " << column_type_name(sample.spec);
        ASSERT_EQ(find_fault(plain), "its contents have changed since they were written");
      }
      put(at, whole[at]);
    }
    ASSERT_EQ(find_fault(check), std::nullopt);
  }
}

TEST_F(CheckedFile, IsFoundDamagedWhereverItIsCut) {
  const FileCheck check = written(samples()[0]);
  for (std::size_t size = *check.size; size-- > 0;) {
    ASSERT_EQ(::truncate(path().c_str(), static_cast<off_t>(size)), 0);
    const std::string fault = find_fault(check).value_or("");
    EXPECT_TRUE(fault.ends_with(", " + std::to_string(*check.size) + " were written")) << fault;
    EXPECT_EQ(find_fault_by_stat(check), fault);
  }
}

TEST_F(CheckedFile, IsFoundDamagedWhenItsManifestSaysOtherwise) {
  const FileCheck check = written(samples()[0]);
  FileCheck other = check;
  other.column->rows += 1;
  EXPECT_NE(find_fault(other), std::nullopt);
  other = check;
  other.column->absent += 1;
  EXPECT_EQ(find_fault(other), "has 1 absent values, the dataset's manifest says 2");
  other = check;
  other.column->spec.type = ColumnType::text;
  EXPECT_NE(find_fault(other), std::nullopt);
}

TEST_F(CheckedFile, IsCheckedInAllItsBatches) {
  const std::string value(kBatchBound / 2, 'v');
  const FileCheck check = written({bytes("b"), Cells(9, bytes_cell(value)), {}});
  EXPECT_EQ(find_fault(check), std::nullopt);
  for (std::size_t at = 1000; at < *check.size; at += kBatchBound / 4) {
    put(at, 'w');
    EXPECT_NE(find_fault(check), std::nullopt) << at;
    put(at, 'v');
  }
}

/// A disk that fails at one of the reads. What is not read by a call before the mapping is touched
/// there would end the process.
class FailingDisk final : public sys::Hook {
 public:
  explicit FailingDisk(int good_reads) : left_(good_reads) {}
  int before(sys::Call& call) override {
    if (call.name == std::string_view("mmap")) before_mapping_ = bytes_;
    if (call.name != std::string_view("pread")) return 0;
    bytes_ += call.size;
    return left_-- == 0 ? EIO : 0;
  }
  void after(const sys::Call&) override {}
  bool has_failed() const { return left_ < 0; }
  std::size_t bytes() const { return bytes_; }
  std::size_t bytes_before_mapping() const { return before_mapping_; }

 private:
  int left_;
  std::size_t bytes_ = 0;
  std::size_t before_mapping_ = 0;
};

TEST_F(CheckedFile, IsFoundWhereverTheDiskCannotBeRead) {
  const std::string value(kBatchBound / 2, 'v');
  for (const Sample& sample : {samples()[0], Sample{bytes("b"), Cells(5, bytes_cell(value)), {}}}) {
    const FileCheck check = written(sample);
    for (int reads = 0;; ++reads) {
      FailingDisk disk(reads);
      const faults::Hooked hooked(disk);
      const auto fault = find_fault(check);
      if (!disk.has_failed()) {
        EXPECT_EQ(fault, std::nullopt);
        EXPECT_GE(disk.bytes_before_mapping(), std::min(*check.size, std::uint64_t{1} << 19));
        EXPECT_GE(disk.bytes() - disk.bytes_before_mapping(), *check.size);
        break;
      }
      EXPECT_EQ(fault, "cannot be read: Input/output error") << reads;
    }
  }
}

/// The disk shows a shorter file: reads come back with nothing.
class CutFile final : public sys::Hook {
 public:
  int before(sys::Call& call) override {
    if (call.name == std::string_view("pread") && reads_++ > 2) call.size = 0;
    return 0;
  }
  void after(const sys::Call&) override {}

 private:
  int reads_ = 0;
};

TEST_F(CheckedFile, IsFoundWhenItIsCutWhileItIsRead) {
  const std::string value(kBatchBound / 2, 'v');
  const FileCheck check = written({bytes("b"), {bytes_cell(value)}, {}});
  CutFile cut;
  const faults::Hooked hooked(cut);
  EXPECT_EQ(find_fault(check), "damaged column file: it was truncated while it was being read");
}

TEST_F(CheckedFile, IsFoundWhenItIsNoneOrCannotBeReached) {
  const FileCheck check{folder_.path(), "c.0.arrow", 3, "", std::nullopt};
  EXPECT_EQ(find_fault(check), "is gone");
  make_folder(path());
  EXPECT_EQ(find_fault(check), "is not a regular file");
  remove_tree(path());
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  EXPECT_EQ(find_fault(check), "is not a regular file");
  remove_file(path());
  ASSERT_EQ(::symlink("c.0.arrow", path().c_str()), 0);
  EXPECT_EQ(find_fault(check), "cannot be read: Too many levels of symbolic links");
}

/// What is no Error is thrown where the job is looked at.
class DefectAtJob final : public sys::Hook {
 public:
  int before(sys::Call& call) override {
    const bool is_it =
        call.path != nullptr && std::string_view(call.path).ends_with("/dev-0/post.json");
    if (is_it) throw std::runtime_error("a defect");
    return 0;
  }
  void after(const sys::Call&) override {}
};

TEST(VerifyJobs, EndsWhenOneOfItsThreadsFails) {
  const TemporaryFolder folder;
  const Store store(folder.path() + "/dev");
  for (const char* id : {"dev-0", "dev-1"}) make_folders(store.job_path(id));
  DefectAtJob defect;
  const faults::Hooked hooked(defect);
  const auto verify = [&] { verify_jobs(store, {"dev-0", "dev-1"}, 2, [](auto...) {}); };
  EXPECT_THROW(verify(), std::runtime_error);
}

/// Two jobs with one column file, which dev-1 holds by a hard link.
class SharedColumn : public ::testing::Test {
 protected:
  SharedColumn() {
    const Sample sample = samples()[0];
    for (const std::string id : {"dev-0", "dev-1"}) {
      begin_job(store_, id, "m");
      finish_job(store_, id);
      make_folders(parent_path(path(id)));
    }
    const ColumnFile file = write_column(path("dev-0"), sample.spec, true, sample.cells);
    link_or_copy(path("dev-0"), path("dev-1"));
    const auto rows = static_cast<std::uint64_t>(file.rows);
    const auto absent = static_cast<std::uint64_t>(file.absent);
    for (const std::string id : {"dev-0", "dev-1"}) {
      Manifest manifest;
      manifest.name = "default";
      manifest.rows = {rows};
      ManifestColumn& column = manifest.columns.emplace_back();
      column.spec = sample.spec;
      column.owner = {id, "default"};
      column.absent = {absent};
      const std::string name(base_name(path(id)));
      column.parts = {{{name, rows, absent, file.bytes, file.checksum}}, {{{0, 0, rows, 0, 0}}}};
      write_manifest(manifest, id, store_.job_path(id));
    }
  }
  std::string path(const std::string& id) const {
    return column_path(store_.job_path(id), "default", samples()[0].spec.name, Share{0});
  }
  VerifyReport verify(const std::vector<std::string>& ids, int threads = 2) const {
    return verify_jobs(store_, ids, threads, [](auto...) {});
  }
  void cut_file() const { ASSERT_EQ(::truncate(path("dev-1").c_str(), 100), 0); }

  TemporaryFolder folder_;
  Store store_{folder_.path() + "/dev"};
};

TEST_F(SharedColumn, IsReadOnce) {
  const std::uint64_t files = verify({"dev-0"}).files;
  const VerifyReport both = verify({"dev-0", "dev-1"});
  EXPECT_TRUE(both.damages.empty());
  EXPECT_EQ(both.jobs, 2U);
  EXPECT_EQ(both.files, 2 * files - 1);
}

TEST_F(SharedColumn, IsOneDamageWithAllItsNames) {
  cut_file();
  const VerifyReport both = verify({"dev-0", "dev-1"});
  ASSERT_EQ(both.damages.size(), 1U);
  const Damage& damage = both.damages[0];
  EXPECT_EQ(join_path(damage.job_path, damage.name), path("dev-0"));
  ASSERT_EQ(damage.others.size(), 1U);
  EXPECT_EQ(join_path(damage.others[0].job_path, damage.others[0].name), path("dev-1"));
  EXPECT_EQ(damage.more, 0U);
  const VerifyReport one = verify({"dev-1"});
  ASSERT_EQ(one.damages.size(), 1U);
  EXPECT_TRUE(one.damages[0].others.empty());
  EXPECT_EQ(one.damages[0].more, 1U);
}

TEST_F(SharedColumn, IsDamagedForOneReasonWhoeverComesFirst) {
  for (const std::string id : {"dev-2", "dev-3"}) {
    begin_job(store_, id, "m");
    finish_job(store_, id);
    make_folders(parent_path(path(id)));
    write_manifest(read_manifest({"dev-0", "default"}, store_.job_path("dev-0")), id,
                   store_.job_path(id));
  }
  remove_file(path("dev-0"));
  std::vector<std::string> ids = {"dev-0", "dev-2", "dev-3"};
  do {
    const VerifyReport all = verify(ids, 1);
    ASSERT_EQ(all.damages.size(), 1U);
    EXPECT_EQ(all.damages[0].job_path, store_.job_path("dev-0"));
    EXPECT_EQ(all.damages[0].reason, "is gone, and dev-2 reads it") << joined(ids, " ");
  } while (std::ranges::next_permutation(ids).found);
}

TEST_F(SharedColumn, IsCheckedForEachJobWhoseManifestSaysOtherwise) {
  Manifest manifest = read_manifest({"dev-1", "default"}, store_.job_path("dev-1"));
  manifest.columns[0].parts.files[0].checksum = digest_of("another file");
  write_manifest(manifest, "dev-1", store_.job_path("dev-1"));
  const VerifyReport both = verify({"dev-0", "dev-1"});
  ASSERT_EQ(both.damages.size(), 1U);
  EXPECT_EQ(both.damages[0].job_path, store_.job_path("dev-1"));
  EXPECT_TRUE(both.damages[0].others.empty());
}

/// Another process deletes the first job whose column is opened.
class DeletedJob final : public sys::Hook {
 public:
  explicit DeletedJob(std::string column) : column_(std::move(column)) {}
  int before(sys::Call& call) override {
    const std::string path = call.path != nullptr ? call.path : "";
    if (call.name != std::string_view("open") || !path.ends_with(column_) ||
        is_done_.exchange(true))
      return 0;
    const std::string job = path.substr(0, path.size() - column_.size());
    EXPECT_EQ(::rename(job.c_str(), (job + ".deleted").c_str()), 0);
    return 0;
  }
  void after(const sys::Call&) override {}

 private:
  std::string column_;
  std::atomic<bool> is_done_ = false;
};

TEST_F(SharedColumn, IsReadByAnotherNameIfItsJobIsDeletedMeanwhile) {
  DeletedJob deletion(path("dev-0").substr(store_.job_path("dev-0").size()));
  const faults::Hooked hooked(deletion);
  const VerifyReport both = verify({"dev-0", "dev-1"});
  EXPECT_TRUE(both.damages.empty());
  EXPECT_NE(exists(path("dev-0")), exists(path("dev-1")));
}

}  // namespace
}  // namespace accel::test
