// SPDX-License-Identifier: Apache-2.0
// `accel run-job` by hand, beside builds of the same workdir.
#include "made_jobs.h"

#include "base/file.h"
#include "base/sys.h"
#include "job/post_file.h"
#include "run/run_job.h"

#include <gtest/gtest.h>

#include <functional>
#include <string_view>
#include <utility>

namespace accel::test {
namespace {

/// Calls `happens` once, when this process is about to take a lock.
class BeforeTheLock : public sys::Hook {
 public:
  explicit BeforeTheLock(std::function<void()> happens) : happens_(std::move(happens)) {
    sys::hook = this;
  }
  BeforeTheLock(const BeforeTheLock&) = delete;
  BeforeTheLock& operator=(const BeforeTheLock&) = delete;
  ~BeforeTheLock() override { sys::hook = nullptr; }
  int before(sys::Call& call) override {
    if (happens_ && std::string_view(call.name) == "lock") std::exchange(happens_, nullptr)();
    return 0;
  }
  void after(const sys::Call&) override {}

 private:
  std::function<void()> happens_;
};

TEST(RunJob, LeavesAJobThatABuildFinishedJustBeforeItTookTheLock) {
  const TemporaryFolder folder;
  const Store store(folder.path() + "/dev");
  begin_job(store, "dev-0", "m");
  const std::string path = store.job_path("dev-0");
  RunRequest request;
  request.job_path = path;
  {
    const BeforeTheLock build([&] { finish_job(store, "dev-0"); });
    try {
      run_job(request);
      FAIL() << "it ran a finished job";
    } catch (const Error& error) {
      EXPECT_EQ(error.message(), "job dev-0 is finished");
    }
  }
  EXPECT_TRUE(is_finished(path));
}

}  // namespace
}  // namespace accel::test
