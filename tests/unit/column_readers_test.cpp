// SPDX-License-Identifier: Apache-2.0
// Two readers that are not ours read the same values: apache-arrow and polars for Node, in the
// folder that ACCEL_NODE_MODULES names; skipped where it is not set (tests/run.sh sets it).
#include "column_cells.h"

#include <cstdio>
#include <ostream>

namespace accel::test {
namespace {

struct Reader {
  const char* name;
  const char* package;
  const char* script;
};

void PrintTo(const Reader& reader, std::ostream* out) { *out << reader.name; }

/// What the script prints of a column, without its first line.
std::vector<std::string> read_with(const Reader& reader, const std::string& path) {
  const std::string script = std::string(ACCEL_TEST_SUPPORT "/") + reader.script;
  const std::string command = "node '" + script + "' '" + path + "'";
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string output;
  char part[4096];
  while (const std::size_t n = std::fread(part, 1, sizeof part, pipe)) output.append(part, n);
  EXPECT_EQ(::pclose(pipe), 0) << reader.name << " refuses " << path;
  std::vector<std::string> lines = split(output, '\n');
  lines.erase(lines.begin());
  if (!lines.empty()) lines.pop_back();
  return lines;
}

/// A value's line: JSON for most; of the bytes in samples(), size and hash.
std::string line_of(const Sample& sample, const std::string& text) {
  if (text == "-") return "null";
  switch (sample.spec.type) {
    case ColumnType::text: return Value(text).json();
    case ColumnType::json: return Value(text).json();
    case ColumnType::date:
    case ColumnType::datetime: return "\"" + text + "\"";
    case ColumnType::list: {
      std::string list = "[";
      for (const std::string& number : split(text, ' ')) {
        list += (list.size() > 1 ? "," : "") + number;
      }
      return list + "]";
    }
    default: break;
  }
  if (text == "nan") return "\"NaN\"";
  return text == "-inf" ? "\"-Infinity\"" : text;
}

class OtherReader : public ::testing::TestWithParam<Reader> {
 protected:
  void SetUp() override {
    const char* modules = std::getenv("ACCEL_NODE_MODULES");
    if (modules == nullptr) GTEST_SKIP() << "no ACCEL_NODE_MODULES";
    const std::string package = std::string(modules) + "/" + GetParam().package;
    if (!exists(package)) GTEST_SKIP() << "no " << package;
  }
  std::vector<std::string> read_elsewhere(const std::string& path) const {
    return read_with(GetParam(), path);
  }
  std::string path() const { return folder_.path() + "/c.0.arrow"; }

 private:
  TemporaryFolder folder_;
};

TEST_P(OtherReader, FindsTheSameValuesInEveryType) {
  for (const Sample& sample : samples()) {
    if (sample.spec.type == ColumnType::bytes) continue;
    write_column(path(), sample.spec, true, sample.cells);
    std::vector<std::string> lines;
    for (const std::string& text : sample.texts) lines.push_back(line_of(sample, text));
    EXPECT_EQ(read_elsewhere(path()), lines) << column_type_name(sample.spec);
  }
}

TEST_P(OtherReader, FindsTheSameBytes) {
  const std::string huge(3'000'000, 'a');
  write_column(path(), bytes("b"), true,
               {bytes_cell("abc"), absent(), bytes_cell(huge), bytes_cell("")});
  const std::vector<std::string> lines{
      R"({"length":3,"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})",
      "null",
      R"({"length":3000000,"sha256":"2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4"})",
      R"({"length":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})"};
  EXPECT_EQ(read_elsewhere(path()), lines);
}

TEST_P(OtherReader, FindsNoRowsInAFileWithoutRows) {
  for (const Sample& sample : samples()) {
    write_column(path(), sample.spec, true, {});
    EXPECT_TRUE(read_elsewhere(path()).empty());
  }
}

TEST_P(OtherReader, FindsEveryRowOfManyBatches) {
  ColumnWriter writer(path(), text("t"), true);
  std::vector<std::string> lines;
  for (int row = 0; row < 120'000; ++row) {
    const std::string value = "name-" + std::to_string(row);
    writer.append(row % 10 == 0 ? absent() : text_cell(value));
    lines.push_back(row % 10 == 0 ? "null" : "\"" + value + "\"");
  }
  writer.finish();
  EXPECT_EQ(read_elsewhere(path()), lines);
}

INSTANTIATE_TEST_SUITE_P(, OtherReader,
                         ::testing::Values(Reader{"ApacheArrow", "apache-arrow", "read_arrow.mjs"},
                                           Reader{"Polars", "nodejs-polars", "read_polars.mjs"}),
                         [](const auto& reader) { return reader.param.name; });

}  // namespace
}  // namespace accel::test
