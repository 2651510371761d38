// SPDX-License-Identifier: Apache-2.0
#include "urd/difference.h"
#include "base/file.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

/// A job directory with these sources, by name in the transcript and by place in `source/`.
struct Source {
  std::string name, place, text;
};

class JobFolder {
 public:
  JobFolder(const std::vector<Source>& sources, const std::string& first) {
    Transcript transcript("m");
    for (const Source& source : sources) {
      transcript.code(source.name, digest_of(source.text));
      const std::string path = folder_.path() + "/source/" + source.place;
      make_folders(parent_path(path));
      write_file(path, source.text);
    }
    write_file(folder_.path() + "/key.txt", transcript.text());
    write_file(folder_.path() + "/setup.json", "{\"plugin\": {\"sources\": [\"" + first + "\"]}}");
  }
  JobIngredients job_ingredients() const { return *find_job_ingredients(folder_.path()); }

 private:
  TemporaryFolder folder_;
};

/// All differences of two jobs, in words.
std::vector<std::string> words(const JobFolder& before, const JobFolder& now) {
  const JobIngredients a = before.job_ingredients();
  const JobIngredients b = now.job_ingredients();
  std::vector<std::string> texts;
  for (const KeyChange& change : key_changes(a.transcript, b.transcript)) {
    texts.push_back(
        difference(change, a, b, [](const std::string& f) { return "<" + f + ">"; }).text);
  }
  return texts;
}
using Words = std::vector<std::string>;

TEST(Difference, FindsSourcesBesideTheMethod) {
  const JobFolder before({{"m.cpp", "m.cpp", "a\nb\n"}}, "m.cpp");
  const JobFolder now({{"m.cpp", "m.cpp", "a\nc\nd\n"}}, "m.cpp");
  EXPECT_EQ(words(before, now), Words{"<m.cpp>: 2 lines changed"});
}

TEST(Difference, FindsSourcesInAFolder) {
  const JobFolder before({{"m/m.cpp", "m.cpp", "a\n"}, {"m/x.h", "x.h", "x\n"}}, "m.cpp");
  const JobFolder now({{"m/m.cpp", "m.cpp", "a\n"}, {"m/x.h", "x.h", "y\n"}}, "m.cpp");
  EXPECT_EQ(words(before, now), Words{"<m/x.h>: 1 line changed"});
}

TEST(Difference, FindsHeadersAboveTheFolderOfMethods) {
  const auto with = [](const std::string& shared, const std::string& beside) {
    return std::vector<Source>{{"../../lib/x.h", "lib/x.h", shared},
                               {"../x.h", "steps/x.h", beside},
                               {"m.cpp", "steps/own/m.cpp", "a\n"}};
  };
  const JobFolder before(with("1\n", "1\n"), "steps/own/m.cpp");
  EXPECT_EQ(words(before, JobFolder(with("2\n", "1\n"), "steps/own/m.cpp")),
            Words{"<../../lib/x.h>: 1 line changed"});
  EXPECT_EQ(words(before, JobFolder(with("1\n", "2\n3\n"), "steps/own/m.cpp")),
            Words{"<../x.h>: 2 lines changed"});
}

TEST(Difference, OfSourcesThatAreGoneOrNewSaysThat) {
  const JobFolder before({{"m.cpp", "m.cpp", "a\n"}}, "m.cpp");
  const JobFolder now({{"m.cpp", "m.cpp", "a\n"}, {"x.h", "x.h", "x\n"}}, "m.cpp");
  EXPECT_EQ(words(before, now), Words{"<x.h> is new"});
  EXPECT_EQ(words(now, before), Words{"<x.h> is gone"});
  const JobFolder lost({{"m.cpp", "elsewhere.cpp", "b\n"}}, "m.cpp");
  EXPECT_EQ(words(before, lost), Words{"<m.cpp> changed"});
}

TEST(Difference, DoesNotLeaveTheJobDirectory) {
  const JobFolder job({{"../../m.cpp", "m.cpp", "a\n"}}, "../../m.cpp");
  EXPECT_FALSE(job.job_ingredients().source("../../../../etc/passwd"));
  EXPECT_FALSE(job.job_ingredients().source("/etc/passwd"));
}

}  // namespace
}  // namespace accel
