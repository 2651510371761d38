// SPDX-License-Identifier: Apache-2.0
#include "progress/progress_lines.h"

#include "progress/progress.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace accel {
namespace {

constexpr View kPlainView{80, 24, false, false};

SliceProgress running(std::int64_t row, std::int64_t rows, double seconds = 10) {
  SliceProgress slice;
  slice.state = SliceState::running;
  slice.row = slice.done = row;
  slice.rows = rows;
  slice.seconds = seconds;
  return slice;
}

SliceProgress in_state(SliceState state, std::int64_t rows) {
  SliceProgress slice;
  slice.state = state;
  slice.rows = rows;
  slice.done = slice.is_over() ? std::max<std::int64_t>(rows, 0) : 0;
  return slice;
}

JobProgress analysis(std::vector<SliceProgress> slices, double seconds = 10) {
  JobProgress progress;
  progress.phase = Phase::analysis;
  progress.seconds = seconds;
  progress.slices = std::move(slices);
  for (int i = 0; auto& slice : progress.slices) slice.share.slice = i++;
  return progress;
}

ShownBuild shown(JobProgress progress) {
  return {{{"thumbnailer", "dev-4", std::move(progress), ""}}, 2, 1};
}

/// Columns as a terminal counts them, where each character takes one.
int columns(const std::string& line) {
  int count = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b') {
      i = line.find('m', i);
    } else if ((static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U) {
      ++count;
    }
  }
  return count;
}

TEST(ProgressLines, SayPhaseRowsTimeAndPaceAndWhoIsSlowest) {
  JobProgress progress = analysis({in_state(SliceState::done, 100), running(20, 100),
                                   running(30, 100), in_state(SliceState::waiting, 100)});
  progress.slices[0].bytes = 30'000'000;
  ShownBuild build = shown(progress);
  build.jobs[0].slowest_name = "a\x1b[2J.jpg";
  const std::vector<std::string> expected = {
      "thumbnailer dev-4: analysis, 150 of 400 rows, 17 s left, 15 rows/s, 3.0 MB/s",
      "=================== ===---------------- =====-------------- -------------------",
      "slowest: slice 1, row 20 of 100 (a\\x1b[2J.jpg)", "jobs: 2 done, 1 ahead"};
  EXPECT_EQ(progress_lines(build, kPlainView), expected);
  EXPECT_EQ(
      progress_log_lines(build).at(0),
      "thumbnailer dev-4: analysis, 150 of 400 rows, 17 s left, 15 rows/s, 3.0 MB/s; slowest: "
      "slice 1, row 20 of 100 (a\\x1b[2J.jpg); jobs: 2 done, 1 ahead");
}

TEST(ProgressLines, LeaveOutWhatIsNotKnown) {
  ShownBuild build = shown({});
  build.jobs_ahead = -1;
  EXPECT_EQ(progress_lines(build, kPlainView),
            (std::vector<std::string>{"thumbnailer dev-4: start", "jobs: 2 done"}));
  const JobProgress unknown = analysis({in_state(SliceState::done, -1), running(7, -1)});
  EXPECT_EQ(progress_lines(shown(unknown), kPlainView)[0],
            "thumbnailer dev-4: analysis, 7 rows, 1 of 2 slices, 0.7 rows/s");
  const JobProgress none = analysis({running(0, 0), in_state(SliceState::done, 0)});
  EXPECT_EQ(progress_lines(shown(none), kPlainView)[0], "thumbnailer dev-4: analysis, 0 of 0 rows");
}

TEST(ProgressLines, OfPrepareSynthesisAndCommitHaveNoSlices) {
  JobProgress progress = analysis({running(1, 2)});
  progress.phase = Phase::synthesis;
  progress.whole = running(50, 100);
  EXPECT_EQ(progress_lines(shown(progress), kPlainView),
            (std::vector<std::string>{
                "thumbnailer dev-4: synthesis, 50 of 100 rows, 10 s left, 5.0 rows/s",
                "jobs: 2 done, 1 ahead"}));
  progress.is_committing = true;
  EXPECT_EQ(progress_lines(shown(progress), kPlainView)[0], "thumbnailer dev-4: commit");
}

TEST(ProgressLines, CountNoRowsOfKeptSlicesInTheRate) {
  const JobProgress progress = analysis({in_state(SliceState::kept, 1000), running(10, 110)}, 10);
  const Pace pace = pace_of(progress);
  EXPECT_EQ(pace.done, 1010);
  EXPECT_EQ(pace.rows, 1110);
  EXPECT_DOUBLE_EQ(pace.rows_per_second, 1);
  EXPECT_DOUBLE_EQ(pace.seconds_left.value(), 100);
}

TEST(ProgressLines, GivesTheTimeLeftInTheUnitsThatFit) {
  const auto left = [](std::int64_t rows) {
    return progress_parts(analysis({running(10, 10 + rows)})).at(2);
  };
  EXPECT_EQ(left(59), "59 s left");
  EXPECT_EQ(left(61), "1 m 01 s left");
  EXPECT_EQ(left(7200), "2 h 00 m left");
}

TEST(ProgressLines, FitEveryWidthAndHeight) {
  for (const bool utf8 : {false, true}) {
    for (const int slices : {1, 2, 3, 8, 40, 79, 80, 1000}) {
      for (int width = 0; width < 130; ++width) {
        ShownBuild build = shown(
            analysis(std::vector<SliceProgress>(static_cast<std::size_t>(slices), running(3, 7))));
        build.jobs[0].slowest_name = "\xE4\xBD\xA0\xE5\xA5\xBD.jpg";
        const View view{width, 3, utf8, width % 2 == 0};
        const auto lines = progress_lines(build, view);
        EXPECT_EQ(lines.size(), 3U);
        for (const std::string& line : lines) EXPECT_LE(columns(line), width) << line;
      }
    }
  }
  EXPECT_EQ(progress_lines(shown(analysis({running(1, 2)})), {80, 1, false, false}).size(), 1U);
}

TEST(ProgressLines, DropWhatMattersLeastWhereItIsNarrow) {
  const ShownBuild build = shown(analysis({running(10, 20)}));
  const auto first = [&](int width) { return progress_lines(build, {width, 24, false, false})[0]; };
  EXPECT_EQ(first(66), "thumbnailer dev-4: analysis, 10 of 20 rows, 10 s left, 1.0 rows/s");
  EXPECT_EQ(first(60), "thumbnailer dev-4: analysis, 10 of 20 rows, 10 s left");
  EXPECT_EQ(first(45), "thumbnailer dev-4: analysis, 10 of 20 rows");
  EXPECT_EQ(first(20), "thumbnailer dev-4:..");
}

TEST(ProgressBars, BecomeOneCharacterEachAndThenSeveralSlicesShareOne) {
  std::vector<SliceProgress> slices = {in_state(SliceState::done, 10), running(5, 10),
                                       running(0, 10), in_state(SliceState::waiting, 10)};
  EXPECT_EQ(slice_bars(analysis(slices), {11, 24, false, false}), "== =- -- --");
  EXPECT_EQ(slice_bars(analysis(slices), {10, 24, false, false}), "#50.");
  EXPECT_EQ(slice_bars(analysis(slices), {10, 24, true, false}), "█▄▁▁");
  EXPECT_EQ(slice_bars(analysis(slices), {2, 24, false, false}), "70");
  EXPECT_EQ(slice_bars(analysis({}), {80, 24, false, false}), "");
  EXPECT_EQ(slice_bars(analysis({slices[0]}), {3, 24, false, true}), "\x1b[32m===\x1b[0m");
}

TEST(ProgressBars, HaveNoColourUnlessItIsWanted) {
  for (const bool utf8 : {false, true}) {
    for (const int width : {5, 80}) {
      const JobProgress progress = analysis({running(1, 2), in_state(SliceState::done, 1)});
      EXPECT_EQ(slice_bars(progress, {width, 24, utf8, false}).find('\x1b'), std::string::npos);
      EXPECT_NE(slice_bars(progress, {width, 24, utf8, true}).find('\x1b'), std::string::npos);
    }
  }
}

TEST(SlowestSlice, IsTheOneThatWillBeTheLast) {
  EXPECT_EQ(slowest_slice(analysis({running(50, 100, 10), running(20, 100, 10)})), 1);
  EXPECT_EQ(slowest_slice(analysis({running(0, 100, 1), running(50, 100, 10)})), 0);
  EXPECT_EQ(slowest_slice(analysis({in_state(SliceState::done, 5)})), std::nullopt);
  JobProgress prepare = analysis({running(1, 2)});
  prepare.phase = Phase::prepare;
  EXPECT_EQ(slowest_slice(prepare), std::nullopt);
}

TEST(Fitted, CountsTwoColumnsForWhatMayTakeThem) {
  EXPECT_EQ(fitted("abcdef", {6, 1, true, false}), "abcdef");
  EXPECT_EQ(fitted("abcdef", {5, 1, true, false}), "abc..");
  EXPECT_EQ(fitted("\xC3\xA9\xC3\xA9\xC3\xA9", {5, 1, true, false}), "\xC3\xA9..");
  EXPECT_EQ(fitted("\xC3\xA9\xC3\xA9", {80, 1, false, false}), "??");
  EXPECT_EQ(fitted("ab", {1, 1, false, false}), ".");
  EXPECT_EQ(fitted("ab", {0, 1, false, false}), "");
}

TEST(ProgressWish, IsReadFromItsWords) {
  EXPECT_EQ(find_progress_wish("bar")->kind, ProgressKind::bar);
  EXPECT_EQ(find_progress_wish("log")->log_seconds, 60);
  EXPECT_EQ(find_progress_wish("log:0.5")->log_seconds, 0.5);
  for (const char* wrong :
       {"", "Bar", "log:", "log:x", "log:0", "log:-1", "log:nan", "log:1e99", "log:1 ", "none:1"}) {
    EXPECT_FALSE(find_progress_wish(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace accel
