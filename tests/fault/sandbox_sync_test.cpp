// SPDX-License-Identifier: Apache-2.0
// Tests of methods do not wait for the disk, because what a Sandbox makes is thrown away.
#include <accel/testing.h>

#include <gtest/gtest.h>

#include "base/file.h"
#include "faults.h"

#include <string_view>

namespace accel {
namespace {

struct Doubled : Method {
  Dataset source = dataset("source");
  Writer out = append_to(source, int64("double"));
  int prepare() { return 2; }
  void analysis(int slice, int factor) {
    out.map(source.rows(slice, int64("n")), [&](std::int64_t n) {
      if (n == 3) throw Error("three");
      return n * factor;
    });
  }
  int synthesis() {
    for (int i = 0; i < 20; ++i) save_file(std::to_string(i), Bytes(std::string_view("text")));
    return 1;
  }
};

class Syncs : public sys::Hook {
 public:
  int before(sys::Call& call) override {
    ++calls;
    if (std::string_view(call.name).find("sync") != std::string_view::npos) ++syncs;
    return 0;
  }
  void after(const sys::Call&) override {}
  int calls = 0;
  int syncs = 0;
};

int syncs_of_a_file() {
  const TemporaryFolder folder;
  Syncs counted;
  const faults::Hooked hooked(counted);
  write_file(folder.path() + "/file", "text", Durable::yes);
  return counted.syncs;
}

TEST(Sandbox, SyncsNothing) {
  {
    Syncs counted;
    const faults::Hooked hooked(counted);
    testing::Sandbox sandbox;
    const Dataset numbers = sandbox.dataset(int64("n")).row(1).slice(1).row(3).make();
    sandbox.run<Doubled>({{"source", numbers}, {"max_bad", 1}});
    EXPECT_GT(counted.calls, 100);
    EXPECT_EQ(counted.syncs, 0);
  }
  EXPECT_EQ(syncs_of_a_file(), 2);  // others do
}

}  // namespace
}  // namespace accel
