// SPDX-License-Identifier: Apache-2.0
#include "progress/build_board.h"

#include "run/board.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace accel {
namespace {

constexpr const char* kName = "accel build";

}  // namespace

SharedBuildBoard::SharedBuildBoard(const std::string& workdir)
    : memory_(kName, sizeof(BuildBoard)), board_(::new (memory_.data()) BuildBoard) {
  board_->since = board_clock();
  workdir.copy(board_->workdir, sizeof board_->workdir - 1);
}

std::optional<BuildFacts> find_build(pid_t pid) {
  const auto memory = SharedMemory::find(pid, kName);
  if (!memory || memory->size() != sizeof(BuildBoard)) return std::nullopt;
  const auto& board = *static_cast<const BuildBoard*>(memory->data());
  if (std::memcmp(board.magic, BuildBoard{}.magic, sizeof board.magic) != 0) return std::nullopt;
  BuildFacts facts;
  const std::int64_t since = std::clamp<std::int64_t>(board.since, 0, board_clock());
  facts.seconds = static_cast<double>(board_clock() - since) / 1e9;
  const bool is_running = board.stage.load() == BuildStage::running;
  facts.stage = is_running ? BuildStage::running : BuildStage::compiling;
  facts.totals = {std::max(board.totals.made, 0), std::max(board.totals.reused, 0),
                  std::max(board.totals.failed, 0)};
  facts.workdir.assign(board.workdir, ::strnlen(board.workdir, sizeof board.workdir));
  return facts;
}

}  // namespace accel
