// SPDX-License-Identifier: Apache-2.0
#include "run/board.h"

#include "base/process.h"
#include "base/processes.h"
#include "dataset/input_list.h"
#include "progress/progress_lines.h"
#include "progress/running_build.h"
#include "run/job_progress.h"

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <limits>
#include <new>

namespace accel {
namespace {

JobProgress read_board() {
  const auto view = BoardView::find(::getpid());
  EXPECT_TRUE(view.has_value());
  return view ? view->read() : JobProgress();
}

TEST(Board, ShowsOthersHowFarEachSliceIs) {
  Board board(3);
  board.show(whole_slices(3));
  EXPECT_EQ(read_board().slices.size(), 3U);
  EXPECT_EQ(read_board().slices[0].row, -1);
  board.slice(Share{0}).state = SliceState::done;
  board.slice(Share{0}).tally = {-1, 10, 500};
  board.slice(Share{1}).state = SliceState::running;
  board.slice(Share{1}).tally = {4, 10, 70};
  board.slice(Share{2}).state = SliceState::running;
  board.slice(Share{2}).tally = {detail::rows_done(10), 10, 0};
  const JobProgress progress = read_board();
  EXPECT_EQ(progress.slices[0].done, 10);
  EXPECT_EQ(progress.slices[1].row, 4);
  EXPECT_EQ(progress.slices[1].done, 4);
  EXPECT_EQ(progress.slices[1].bytes, 70);
  EXPECT_EQ(progress.slices[2].row, -1);
  EXPECT_EQ(progress.slices[2].done, 10);
}

TEST(Board, ShowsTheSharesThatRunAndForgetsThoseBefore) {
  Board board(3);
  EXPECT_TRUE(read_board().slices.empty());
  board.show({{5, 0}, {5, 1}});
  board.slice({5, 1}).tally.row = 7;
  ASSERT_EQ(read_board().slices.size(), 2U);
  EXPECT_EQ(read_board().slices[1].share, (Share{5, 1}));
  EXPECT_EQ(read_board().slices[1].row, 7);
  board.show(whole_slices(3));
  ASSERT_EQ(read_board().slices.size(), 3U);
  EXPECT_EQ(read_board().slices[1].share, (Share{1, 0}));
  EXPECT_EQ(read_board().slices[1].row, -1);
}

TEST(Board, CountsOnlyTheRowsThatASliceComputes) {
  Board board(2);
  board.show(whole_slices(2));
  board.slice(Share{0}).state = SliceState::running;
  board.slice(Share{0}).tally = {70, 10, 0, 1, 1, 66};
  board.slice(Share{1}).state = SliceState::running;
  board.slice(Share{1}).tally = {3, 10, 0, 1, 1, 0};
  const JobProgress progress = read_board();
  EXPECT_EQ(progress.slices[0].row, 70);
  EXPECT_EQ(progress.slices[0].done, 4);
  EXPECT_EQ(slice_text(progress.slices[0], "a.jpg"), "row 70 (a.jpg), 4 of 10 computed");
  EXPECT_EQ(slice_text(progress.slices[1], "a.jpg"), "row 3 of 10 (a.jpg)");
}

TEST(Board, IsFoundByAnotherProcessWhileItsMakerLives) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    Board board(2);
    board.begin(Phase::synthesis);
    [[maybe_unused]] const ssize_t written = ::write(ready[1], "x", 1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  const auto view = BoardView::find(pid);
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->read().phase, Phase::synthesis);
  EXPECT_FALSE(BoardView::find(pid));
  EXPECT_FALSE(BoardView::find(::getpid()));
}

/// Whatever a process that was taken over writes, numbers that can be true come out.
TEST(Board, MayHoldAnything) {
  Board board(4);
  board.show(whole_slices(4));
  constexpr std::int64_t kExtremes[] = {std::numeric_limits<std::int64_t>::min(), -2, -1, 0, 1,
                                        std::numeric_limits<std::int64_t>::max()};
  for (const std::int64_t a : kExtremes) {
    for (const std::int64_t b : kExtremes) {
      for (int state = -1; state <= 5; ++state) {
        for (int slice = -1; slice < 4; ++slice) {
          BoardSlice& on = slice < 0 ? board.whole() : board.slice(Share{slice});
          on.tally = {a, b, a, b, a, b};
          on.state = static_cast<SliceState>(state);
          on.pid = static_cast<std::int32_t>(a);
          on.since = b;
          on.share = static_cast<std::int32_t>(b);
        }
        const JobProgress progress = read_board();
        for (const SliceProgress& read : progress.slices) {
          EXPECT_GE(read.share.number, 0);
          EXPECT_GE(read.done, 0);
          EXPECT_GE(read.rows, -1);
          EXPECT_TRUE(read.rows < 0 || read.done <= read.rows);
          EXPECT_GE(read.seconds, 0);
          EXPECT_GE(read.pid, 0);
          EXPECT_TRUE(std::ranges::all_of(progress_lines({{{"m", "j", progress, ""}}, 0, 0}, {}),
                                          [](const auto& line) { return line.size() < 2000; }));
        }
      }
    }
  }
  for (int byte = 0; byte < 256; ++byte) {  // the head, but for its magic, and all slices
    char* head = reinterpret_cast<char*>(&board.whole()) - Board::kSizeOfHead;
    std::memset(head + sizeof BoardHead::magic, byte, Board::kSizeOfHead - sizeof BoardHead::magic);
    std::memset(static_cast<void*>(&board.whole()), byte, 5 * sizeof(BoardSlice));
    const JobProgress progress = read_board();
    EXPECT_GE(progress.seconds, 0);
    EXPECT_LE(progress.phase, Phase::synthesis);
    EXPECT_FALSE(progress_log_lines({{{"m", "j", progress, ""}}, 0, 0}).at(0).empty());
  }
}

TEST(Board, OfAnotherSizeOrLayoutOrThatCanBeCutIsNone) {
  const std::size_t size = Board::kSizeOfHead + 2 * Board::kSizeOfSlice;
  {
    const SharedMemory right(Board::kName, size);
    EXPECT_FALSE(BoardView::find(::getpid()));  // no magic
    ::new (right.data()) BoardHead;
    EXPECT_TRUE(BoardView::find(::getpid()));
  }
  for (const std::size_t wrong : {sizeof(BoardHead), Board::kSizeOfHead, size - 1, size + 1}) {
    const SharedMemory memory(Board::kName, wrong);
    ::new (memory.data()) BoardHead;
    EXPECT_FALSE(BoardView::find(::getpid())) << wrong;
  }
  const Fd open(::memfd_create(Board::kName, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  ASSERT_EQ(::ftruncate(open.get(), static_cast<off_t>(size)), 0);
  const BoardHead head;
  ASSERT_EQ(::pwrite(open.get(), &head, sizeof head, 0), static_cast<ssize_t>(sizeof head));
  EXPECT_FALSE(BoardView::find(::getpid()));
}

TEST(Processes, AreSeenWithWordsParentAndFolder) {
  SpawnRequest request;
  request.arguments = {"sleep", "1000"};
  request.folder = "/";
  const Child child = spawn(request);
  while (command_words(child.pid()).empty() || command_words(child.pid())[0] != "sleep") {
  }
  EXPECT_EQ(command_words(child.pid()), (std::vector<std::string>{"sleep", "1000"}));
  EXPECT_EQ(parent_of(child.pid()), ::getpid());
  EXPECT_EQ(working_folder(child.pid()), "/");
  EXPECT_TRUE(std::ranges::count(list_processes(), child.pid()) == 1);
  EXPECT_TRUE(command_words(-1).empty());
  EXPECT_EQ(parent_of(-1), 0);
  EXPECT_EQ(working_folder(-1), "");
}

TEST(InputNames, AreFoundByTheirPlace) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/files.tsv";
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    add_input_line(text, "a\t" + std::to_string(i), 7, digest_of(std::string_view("x")));
  }
  write_file(path, text);
  for (const std::uint64_t i : {0, 1, 999, 1300, 19'999}) {
    EXPECT_EQ(find_input_name(path, i), "a\t" + std::to_string(i));
  }
  EXPECT_EQ(find_input_name(path, 20'000), "");
  EXPECT_EQ(find_input_name(path + "x", 0), "");
}

TEST(InputNames, AreNotLookedForInWhatIsNoList) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/files.tsv";
  write_file(path, std::string(70'000, 'x') + "\t7\t" + std::string(32, '0') + "\n");
  EXPECT_EQ(find_input_name(path, 0), "") << "a line without end";
  write_file(path, "");
  const std::int64_t terabyte = std::int64_t{1} << 40;
  ASSERT_EQ(::truncate(path.c_str(), terabyte), 0);
  EXPECT_EQ(find_input_name(path, 0), "");
  EXPECT_EQ(find_input_name(path, 1), "") << "reads no terabyte";
  remove_file(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(find_input_name(path, 0), "") << "a pipe that nobody writes to";
}

TEST(RunningTree, ShowsEachWorkerAndEscapesWhatItShows) {
  RunningBuild build;
  build.pid = 7;
  build.command = "accel build \x1b[1m.cpp";
  build.facts.totals = {2, 1, 0};
  build.facts.stage = BuildStage::running;
  RunningJob job{9, "/w/dev-3", "dev-3", "thumbs", JobProgress(), {}};
  job.progress->phase = Phase::analysis;
  job.progress->slices.resize(3);
  job.progress->slices[0].state = SliceState::running;
  job.progress->slices[2].state = SliceState::done;
  SliceProgress at = job.progress->slices[0];
  at.row = at.done = 4;
  at.rows = 10;
  at.pid = 11;
  job.workers.push_back({0, at, "a\nb.jpg", {"\x1b]0;x\x07"}});
  build.jobs.push_back(job);
  build.jobs.push_back({12, "/w/dev-4", "dev-4", "", std::nullopt, {}});
  const std::vector<std::string> expected = {
      "build 7: accel build \\x1b[1m.cpp, for 0.00 s: 2 made, 1 reused",
      "  thumbs dev-3, process 9: analysis, 1 of 3 slices",
      "    slice 0, process 11: row 4 of 10 (a\\x0ab.jpg)",
      "      | \\x1b]0;x\\x07",
      "    1 slice waiting, 1 done",
      "  dev-4, process 12"};
  EXPECT_EQ(running_lines({build}), expected);
}

}  // namespace
}  // namespace accel
