// SPDX-License-Identifier: Apache-2.0
#include "column_cells.h"

#include <charconv>
#include <limits>

namespace accel::test {
namespace {

template <class T>
std::string number_text(T number) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

template <class T>
std::string read_number(const detail::Batch& batch, std::int64_t row) {
  return number_text(detail::Read<T>::get(batch, row));
}

template <class T>
std::string read_list(const detail::Batch& batch, std::int64_t row) {
  std::string text;
  for (const T number : detail::Read<std::span<const T>>::get(batch, row)) {
    text += (text.empty() ? "" : " ") + number_text(number);
  }
  return text;
}

std::string list_text(ColumnType element, const detail::Batch& batch, std::int64_t row) {
  switch (element) {
    case ColumnType::uint8: return read_list<std::uint8_t>(batch, row);
    case ColumnType::int32: return read_list<std::int32_t>(batch, row);
    case ColumnType::int64: return read_list<std::int64_t>(batch, row);
    case ColumnType::uint64: return read_list<std::uint64_t>(batch, row);
    case ColumnType::float32: return read_list<float>(batch, row);
    default: return read_list<double>(batch, row);
  }
}

template <class T>
const std::vector<T>& kept(std::vector<T> numbers) {
  static std::vector<std::unique_ptr<std::vector<T>>> all;
  return *all.emplace_back(std::make_unique<std::vector<T>>(std::move(numbers)));
}

std::vector<Sample> list_samples() {
  const Cells floats{list_cell(kept<float>({1.5F, -2.5F, 0.25F})), absent(),
                     list_cell(kept<float>({0.0F, 1048576.5F, 3.0F}))};
  return {
      {list<float>("v", 3), floats, {"1.5 -2.5 0.25", "-", "0 1048576.5 3"}},
      {list<double>("v", 2), {list_cell(kept<double>({0.1, -1e300}))}, {"0.1 -1e+300"}},
      {list<std::int32_t>("v", 2), {list_cell(kept<std::int32_t>({3840, -2026}))}, {"3840 -2026"}},
      {list<std::int64_t>("v", 1),
       {list_cell(kept<std::int64_t>({INT64_MIN})), absent()},
       {"-9223372036854775808", "-"}},
      {list<std::uint64_t>("v", 1),
       {absent(), list_cell(kept<std::uint64_t>({UINT64_MAX}))},
       {"-", "18446744073709551615"}},
      {list<std::uint8_t>("v", 3),
       {bytes_cell("abc"), absent(), bytes_cell({"\0\xff\x80", 3})},
       {"97 98 99", "-", "0 255 128"}},
      {tensor<float>("v", {3, 1}), floats, {"1.5 -2.5 0.25", "-", "0 1048576.5 3"}},
      {tensor<std::uint8_t>("v", {1, 2, 2}),
       {bytes_cell("abcd"), bytes_cell("dcba"), absent()},
       {"97 98 99 100", "100 99 98 97", "-"}},
      {uint8("n"),
       {whole_cell(0), unsigned_cell(255), absent(), whole_cell(7)},
       {"0", "255", "-", "7"}},
  };
}

}  // namespace

std::vector<Sample> samples() {
  constexpr std::string_view kRaw("\0\xff\x80", 3);
  std::vector<Sample> all{
      {bytes("b"),
       {bytes_cell("abc"), bytes_cell(""), absent(), bytes_cell(kRaw), text_cell("text")},
       {"abc", "", "-", std::string(kRaw), "text"}},
      {text("t"),
       {text_cell("abc"), text_cell("räksmörgås 日本 🙂"), absent(), text_cell("")},
       {"abc", "räksmörgås 日本 🙂", "-", ""}},
      {json("j"),
       {json_cell("[3840, 2026]"), absent(), json_cell("{\"a\": null}"), text_cell("1")},
       {"[3840, 2026]", "-", "{\"a\": null}", "1"}},
      {boolean("o"),
       {boolean_cell(true), boolean_cell(false), absent(), boolean_cell(true), boolean_cell(true),
        boolean_cell(false), boolean_cell(false), boolean_cell(true), absent(), boolean_cell(true)},
       {"true", "false", "-", "true", "true", "false", "false", "true", "-", "true"}},
      {int32("i"),
       {whole_cell(INT32_MIN), whole_cell(INT32_MAX), absent(), unsigned_cell(7), whole_cell(0)},
       {"-2147483648", "2147483647", "-", "7", "0"}},
      {int64("i"),
       {whole_cell(INT64_MIN), whole_cell(INT64_MAX), absent(), unsigned_cell(7)},
       {"-9223372036854775808", "9223372036854775807", "-", "7"}},
      {uint64("u"),
       {unsigned_cell(UINT64_MAX), whole_cell(5), absent(), unsigned_cell(0)},
       {"18446744073709551615", "5", "-", "0"}},
      {float32("f"),
       {real_cell(0.5), whole_cell(-3), absent(),
        real_cell(std::numeric_limits<double>::quiet_NaN()), unsigned_cell(8)},
       {"0.5", "-3", "-", "nan", "8"}},
      {float64("f"),
       {real_cell(0.1), whole_cell(-3), absent(),
        real_cell(std::numeric_limits<double>::quiet_NaN()),
        real_cell(-std::numeric_limits<double>::infinity()), unsigned_cell(8)},
       {"0.1", "-3", "-", "nan", "-inf", "8"}},
      {date("d"),
       {date_cell(19782), date_cell(-1), absent(), date_cell(0)},
       {"2024-02-29", "1969-12-31", "-", "1970-01-01"}},
      {datetime("d"),
       {datetime_cell(1709210096789001), datetime_cell(-1), absent()},
       {"2024-02-29T12:34:56.789001", "1969-12-31T23:59:59.999999", "-"}},
  };
  for (Sample& sample : list_samples()) all.push_back(std::move(sample));
  return all;
}

std::string value_text(const ColumnSpec& spec, const detail::Batch& batch, std::int64_t row) {
  if (!batch.present(row)) return "-";
  switch (spec.type) {
    case ColumnType::bytes: return std::string(detail::Read<Bytes>::get(batch, row).text());
    case ColumnType::text:
    case ColumnType::json: return std::string(detail::Read<std::string_view>::get(batch, row));
    case ColumnType::boolean: return detail::Read<bool>::get(batch, row) ? "true" : "false";
    case ColumnType::uint8: return read_number<std::uint8_t>(batch, row);
    case ColumnType::int32: return read_number<std::int32_t>(batch, row);
    case ColumnType::int64: return read_number<std::int64_t>(batch, row);
    case ColumnType::uint64: return read_number<std::uint64_t>(batch, row);
    case ColumnType::float32: return read_number<float>(batch, row);
    case ColumnType::float64: return read_number<double>(batch, row);
    case ColumnType::date: return detail::Read<Date>::get(batch, row).to_string();
    case ColumnType::datetime: return detail::Read<DateTime>::get(batch, row).to_string();
    case ColumnType::list: break;
  }
  return list_text(spec.element, batch, row);
}

std::vector<std::string> all_texts(ColumnReader& reader) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < reader.batch_count(); ++i) {
    const detail::Batch batch = reader.batch(i);
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      texts.push_back(value_text(reader.spec(), batch, row));
    }
  }
  return texts;
}

ColumnFile write_column(const std::string& path, const ColumnSpec& spec, bool nullable,
                        const Cells& cells) {
  ColumnWriter writer(path, spec, nullable);
  for (const Cell& one : cells) {
    writer.check(one);
    writer.append(one);
  }
  return writer.finish();
}

}  // namespace accel::test
