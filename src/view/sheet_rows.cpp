// SPDX-License-Identifier: Apache-2.0
#include "view/sheet_rows.h"

#include "base/glob.h"
#include "base/text.h"
#include "column/column_type.h"
#include "dataset/bad_rows.h"
#include "dataset/dataset.h"
#include "rows/row_order.h"
#include "rows/row_template.h"
#include "view/dataset_view.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>

namespace accel {
namespace {

/// Bytes of a caption; a page holds a thousand of them.
constexpr std::size_t kMostCaption = 400;

std::string words(const Dataset& dataset) { return reference_text(dataset.state()->reference); }

/// A row's place among those of its slice.
struct Place {
  int slice;
  std::int64_t row;
};

Place place_of(const Dataset& dataset, std::int64_t row) {
  int slice = 0;
  while (row >= dataset.row_count(slice)) row -= dataset.row_count(slice++);
  return {slice, row};
}

std::string row_name(const Dataset& dataset, Place place) {
  std::string name = detail::row_name(dataset.state(), place.slice, place.slice + 1, place.row);
  if (!name.empty()) return name;
  return std::to_string(place.slice) + ":" + std::to_string(place.row);
}

/// The names of all rows.
std::vector<std::string> row_names(const Dataset& dataset) {
  std::vector<std::string> names;
  for (int slice = 0; slice < dataset.slices(); ++slice) {
    for (std::int64_t row = 0; row < dataset.row_count(slice); ++row) {
      names.push_back(row_name(dataset, {slice, row}));
    }
  }
  return names;
}

// ---- Which rows ---------------------------------------------------------------------------------

struct Range {
  std::int64_t first, last;
};

/// nullopt when `text` is neither a number nor a range: then it is a pattern.
std::optional<Range> find_range(std::string_view text, std::int64_t rows) {
  std::int64_t first = 0;
  const char* end = text.data() + text.size();
  const auto [dash, error] = std::from_chars(text.data(), end, first);
  if (error != std::errc() || first < 0) return std::nullopt;
  if (dash == end) return Range{first, first};
  if (*dash != '-') return std::nullopt;
  if (dash + 1 == end) return Range{first, rows - 1};
  std::int64_t last = 0;
  const auto [rest, second] = std::from_chars(dash + 1, end, last);
  if (second != std::errc() || rest != end || last < 0) return std::nullopt;
  if (last < first) throw Error("rows " + quote(text) + ": the last comes before the first");
  return Range{first, last};
}

bool matches(const std::string& pattern, const std::string& name) {
  return glob_matches(pattern, name) ||
         (pattern.find('/') == std::string::npos && glob_matches(pattern, base_name(name)));
}

void choose(Range range, const Dataset& dataset, std::vector<bool>& is_chosen) {
  const std::int64_t count = dataset.row_count();
  if (range.first >= count) {
    throw Error("there is no row " + std::to_string(range.first) + ": " + words(dataset) + " has " +
                counted(static_cast<std::uint64_t>(count), "row") + ", counted from 0");
  }
  for (std::int64_t row = range.first; row <= std::min(range.last, count - 1); ++row) {
    is_chosen[static_cast<std::size_t>(row)] = true;
  }
}

void choose(const std::string& pattern, const Dataset& dataset,
            const std::vector<std::string>& names, std::vector<bool>& is_chosen) {
  bool any = false;
  for (std::size_t row = 0; row < names.size(); ++row) {
    if (!matches(pattern, names[row])) continue;
    is_chosen[row] = true;
    any = true;
  }
  if (any) return;
  throw Error("no row of " + words(dataset) + " is called " + quote(pattern))
      .set_hint("rows are numbers and ranges, such as 3,7,20-29, or patterns of names: '*_07*'");
}

/// For each row, whether `rows` chooses it; all if it is empty.
std::vector<bool> choose_rows(const Dataset& dataset, const std::string& rows) {
  std::vector<bool> is_chosen(static_cast<std::size_t>(dataset.row_count()), rows.empty());
  if (rows.empty()) return is_chosen;
  std::vector<std::string> names;
  for (const std::string& part : split(rows, ',')) {
    if (const auto range = find_range(part, dataset.row_count())) {
      choose(*range, dataset, is_chosen);
    } else {
      if (names.empty()) names = row_names(dataset);
      choose(part, dataset, names, is_chosen);
    }
  }
  return is_chosen;
}

/// Their numbers, in the order of the dataset.
std::vector<std::int64_t> chosen_rows(const Dataset& dataset, const SheetChoice& choice) {
  std::vector<std::int64_t> numbers;
  const std::vector<bool> is_chosen = choose_rows(dataset, choice.rows);
  for (const std::int64_t row : choice.where.rows(dataset)) {
    if (is_chosen[static_cast<std::size_t>(row)]) numbers.push_back(row);
  }
  return numbers;
}

// ---- What they hold -----------------------------------------------------------------------------

/// What `bad.jsonl` says about rows without a value, read when the first is needed.
class BadRowReasons {
 public:
  explicit BadRowReasons(const Dataset& dataset) : dataset_(dataset) {}

  /// The job that wrote the column knows first; it skipped what was missing before.
  std::string of(const std::string& column, Place place, const std::string& name) {
    const Manifest& manifest = dataset_.state()->manifest;
    if (auto reason = find(manifest.find(column)->owner.job, place, name)) return *reason;
    for (const ManifestColumn& other : manifest.columns) {
      if (auto reason = find(other.owner.job, place, name)) return *reason;
    }
    return "no value";
  }

 private:
  struct NamedReason {
    std::string name, reason;
  };
  using Rows = std::map<std::pair<std::int64_t, std::int64_t>, NamedReason>;

  std::optional<std::string> find(const std::string& job, Place place, const std::string& name) {
    const auto [found, is_new] = jobs_.try_emplace(job);
    if (is_new) read(job, found->second);
    const auto bad = found->second.find({place.slice, place.row});
    if (bad == found->second.end()) return std::nullopt;
    // A row of another name belongs to another dataset of that job.
    if (!bad->second.name.empty() && bad->second.name != name) return std::nullopt;
    return bad->second.reason;
  }

  void read(const std::string& job, Rows& rows) const {
    const std::string path = dataset_.state()->workdirs.job_path(job) + "/bad.jsonl";
    const auto contents = find_contents(path);
    if (!contents) return;
    for (const std::string& line : split(*contents, '\n')) {
      if (line.empty()) continue;
      BadRow bad = read_bad_row(line, path);
      rows[{bad.slice, bad.row}] = {std::move(bad.name), std::move(bad.reason)};
    }
  }

  Dataset dataset_;
  std::map<std::string, Rows> jobs_;
};

/// The values of those rows, which are in order.
std::vector<std::optional<Bytes>> values_of(const Dataset& dataset, const std::string& column,
                                            const std::vector<std::int64_t>& numbers) {
  std::vector<std::optional<Bytes>> values;
  auto rows = dataset.rows(maybe(bytes(column)));
  for (const std::optional<Bytes>& value : rows) {
    if (values.size() == numbers.size()) break;
    if (rows.row() == numbers[values.size()]) values.push_back(value);
  }
  return values;
}

std::vector<std::optional<Bytes>> all_values(const Dataset& dataset, const std::string& column) {
  std::vector<std::optional<Bytes>> values;
  for (const std::optional<Bytes>& value : dataset.rows(maybe(bytes(column)))) {
    values.push_back(value);
  }
  return values;
}

/// The rows of these numbers, which ascend, without pictures.
std::vector<SheetRow> named_rows(const Dataset& dataset, const std::vector<std::int64_t>& numbers,
                                 const std::optional<std::string>& caption) {
  std::vector<SheetRow> rows;
  for (const std::int64_t number : numbers) {
    const std::string name = row_name(dataset, place_of(dataset, number));
    rows.push_back({name, name, {}});
  }
  if (!caption) return rows;
  const RowTemplate written(*caption, dataset);
  RowReader reader(dataset, written.columns());
  auto row = rows.begin();
  each_row(reader, dataset, numbers,
           [&] { row++->caption = shortened(written.text(reader), kMostCaption); });
  return rows;
}

void add_pictures(const Dataset& dataset, const std::vector<std::string>& columns,
                  const std::vector<std::int64_t>& numbers, std::vector<SheetRow>& rows) {
  BadRowReasons reasons(dataset);
  for (const std::string& column : columns) {
    const auto values = values_of(dataset, column, numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      SheetRow::Part& part = rows[i].parts.emplace_back();
      part.bytes = values[i];
      if (part.bytes) continue;
      part.reason = reasons.of(column, place_of(dataset, numbers[i]), rows[i].name);
    }
  }
}

// ---- Two datasets -------------------------------------------------------------------------------

/// All rows of a dataset, by name.
struct Side {
  Side(const Dataset& side, std::string of)
      : dataset(side),
        column(std::move(of)),
        names(row_names(side)),
        values(all_values(side, column)),
        reasons(side) {}

  SheetRow::Part part(std::size_t row) {
    if (values[row]) return {values[row], ""};
    return {{}, reasons.of(column, place_of(dataset, static_cast<std::int64_t>(row)), names[row])};
  }
  SheetRow::Part no_part() const { return {{}, "not in " + dataset.job()}; }

  Dataset dataset;
  std::string column;
  std::vector<std::string> names;
  std::vector<std::optional<Bytes>> values;
  BadRowReasons reasons;
};

/// Rows of one name are paired in their order.
class RowsByName {
 public:
  explicit RowsByName(const std::vector<std::string>& names) : is_taken_(names.size(), false) {
    for (std::size_t row = names.size(); row-- > 0;) rows_[names[row]].push_back(row);
  }
  std::optional<std::size_t> take(const std::string& name) {
    const auto found = rows_.find(name);
    if (found == rows_.end() || found->second.empty()) return {};
    const std::size_t row = found->second.back();
    found->second.pop_back();
    is_taken_[row] = true;
    return row;
  }
  bool is_taken(std::size_t row) const { return is_taken_[row]; }

 private:
  std::unordered_map<std::string_view, std::vector<std::size_t>> rows_;  ///< the first is last
  std::vector<bool> is_taken_;
};

}  // namespace

void check_picture_column(const Dataset& dataset, const std::string& column) {
  const ColumnSpec found = column_named(dataset, column);
  if (found.type == ColumnType::bytes) return;
  throw Error("column " + quote(column) + " of " + words(dataset) + " is " +
              column_type_name(found) + ", and pictures are bytes");
}

std::string picture_column(const Dataset& dataset, Pictures& pictures) {
  const std::vector<ColumnSpec> columns = dataset.columns();
  for (auto spec = columns.rbegin(); spec != columns.rend(); ++spec) {
    if (spec->type != ColumnType::bytes) continue;
    for (const Bytes value : dataset.rows(bytes(spec->name)).present()) {
      if (pictures.is_picture(value)) return spec->name;
      break;
    }
  }
  throw Error(words(dataset) + " has no column of pictures; it has " +
              escaped(joined(column_names(dataset), ", ")))
      .set_hint("if the first value of a column is not a picture, name the column with --column");
}

SheetRows rows_of(const Dataset& dataset, const SheetChoice& choice) {
  SheetRows sheet;
  std::vector<std::int64_t> shown = chosen_rows(dataset, choice);
  sheet.chosen = shown.size();
  if (choice.sort) sort_rows(dataset, *choice.sort, choice.is_reversed, shown);
  shown.resize(std::min(shown.size(), choice.most));
  // Columns are read once, from the first row to the last.
  std::vector<std::int64_t> numbers = shown;
  std::ranges::sort(numbers);
  std::vector<SheetRow> rows = named_rows(dataset, numbers, choice.caption);
  add_pictures(dataset, choice.columns, numbers, rows);
  for (const std::int64_t number : shown) {
    const auto place = std::ranges::lower_bound(numbers, number) - numbers.begin();
    sheet.rows.push_back(std::move(rows[static_cast<std::size_t>(place)]));
  }
  return sheet;
}

SheetRows rows_that_differ(const Dataset& a, const Dataset& b, const std::string& column,
                           const std::string& rows, std::size_t most) {
  SheetRows sheet;
  Side left(a, column);
  Side right(b, column);
  RowsByName others(right.names);
  const auto add = [&](const std::string& name, auto&& parts) {
    if (++sheet.chosen <= most) sheet.rows.push_back({name, name, parts()});
  };
  using Parts = std::vector<SheetRow::Part>;
  const std::vector<bool> is_chosen = choose_rows(a, rows);
  for (std::size_t row = 0; row < left.names.size(); ++row) {
    const auto other = others.take(left.names[row]);
    if (!is_chosen[row]) continue;
    if (other && left.values[row] == right.values[*other]) {
      ++sheet.equal;
      continue;
    }
    add(left.names[row], [&] {
      return Parts{left.part(row), other ? right.part(*other) : right.no_part()};
    });
  }
  for (std::size_t row = 0; rows.empty() && row < right.names.size(); ++row) {
    if (others.is_taken(row)) continue;
    add(right.names[row], [&] { return Parts{left.no_part(), right.part(row)}; });
  }
  return sheet;
}

}  // namespace accel
