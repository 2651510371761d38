// SPDX-License-Identifier: Apache-2.0
// Writes the first files of corpus/column that accel itself makes: make_column_seeds FOLDER. Files
// of another writer are make_column_seeds.mjs's.
#include "../support/column_cells.h"

#include <cstdio>

namespace accel::test {
namespace {

void make_seeds(const std::string& folder) {
  int count = 0;
  const auto write = [&](const ColumnSpec& spec, const Cells& cells) {
    write_column(folder + "/accel-" + std::to_string(count++), spec, true, cells);
  };
  for (const Sample& sample : samples()) {
    Cells present;
    for (const Cell& cell : sample.cells) {
      if (cell.kind != Cell::Kind::absent) present.push_back(cell);
    }
    write(sample.spec, sample.cells);
    write(sample.spec, present);
    write(sample.spec, {});
  }
}

}  // namespace
}  // namespace accel::test

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  accel::test::make_seeds(argv[1]);
  return 0;
}
