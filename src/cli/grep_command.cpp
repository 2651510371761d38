// SPDX-License-Identifier: Apache-2.0
// `accel grep PATTERN JOB[/NAME]`: the rows in which a value matches.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/pattern.h"
#include "cli/rows_options.h"

#include <algorithm>

namespace accel {
namespace {

constexpr int kNothingFound = 1;
constexpr std::int64_t kMostContext = std::int64_t{1} << 40;

struct GrepOptions : RowsOptions {
  std::string pattern;
  PatternOptions how;
  std::vector<std::string> show;
  bool inverts = false;
  bool counts = false;
  bool has_header = false;
  std::int64_t before = 0;
  std::int64_t after = 0;
  std::int64_t around = 0;
};

/// Whether a value of some columns matches.
class RowMatcher {
 public:
  RowMatcher(const Dataset& dataset, const GrepOptions& options)
      : pattern_(make_pattern(options.pattern, options.how)),
        reader_(dataset, searched(dataset, options)),
        inverts_(options.inverts) {
    for (const ColumnSpec& spec : reader_.columns()) cells_.push_back(plain_cell(spec));
  }

  bool matches(int slice, std::int64_t row) {
    reader_.go_to(slice, row);
    return is_in_any() != inverts_;
  }
  void close() { reader_.close(); }

 private:
  static std::vector<ColumnSpec> searched(const Dataset& dataset, const GrepOptions& options) {
    std::vector<ColumnSpec> columns = chosen_columns(dataset, options.columns);
    const auto is_bytes = [](const ColumnSpec& spec) { return spec.type == ColumnType::bytes; };
    if (options.columns.empty()) {
      std::erase_if(columns, is_bytes);
    } else if (const auto bad = std::ranges::find_if(columns, is_bytes); bad != columns.end()) {
      throw Error("column " + quote(bad->name) + " holds bytes, which grep does not search");
    }
    if (columns.empty()) {
      throw Error("dataset " + escaped(options.word) + " has no column that grep can search");
    }
    return columns;
  }

  bool is_in_any() {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (!reader_.is_present(i)) continue;
      cell_.clear();
      cells_[i](reader_.batch(i), reader_.index(i), cell_);
      if (pattern_->is_in(cell_)) return true;
    }
    return false;
  }

  std::unique_ptr<Pattern> pattern_;
  RowReader reader_;
  bool inverts_;
  std::vector<AppendCell> cells_;
  std::string cell_;
};

/// Prints rows that were found and those around them, each once, of one slice after the other.
class FoundRows {
 public:
  FoundRows(const Dataset& dataset, const GrepOptions& options)
      : options_(options),
        reader_(dataset, chosen_columns(dataset, options.show)),
        is_live_(is_to_terminal()),
        text_(row_style(options.format), reader_.columns(), is_live_) {
    if (!options.has_header) return;
    text_.add_header(line_);
    output_.print(line_);
  }

  void begin_slice(const RowRange& range) {
    range_ = range;
    next_ = range.begin;
    until_ = range.begin;
  }
  void found(std::int64_t row) {
    const std::int64_t from = std::max(next_, row - options_.before);
    if (has_printed_ && has_context() && (from > next_ || next_ == range_.begin)) separate();
    for (next_ = from; next_ <= row; ++next_) print(next_);
    until_ = next_ + std::min(options_.after, range_.end - next_);
  }
  void not_found(std::int64_t row) {
    if (row >= until_) return;
    print(row);
    ++next_;
  }
  void finish() {
    output_.finish();
    reader_.close();
  }

 private:
  bool has_context() const { return options_.before + options_.after > 0; }
  void separate() {
    if (options_.format == "tsv") output_.line("--");
  }
  /// On a terminal each row is shown at once, because the next match may be far away.
  void print(std::int64_t row) {
    line_.clear();
    reader_.go_to(range_.slice, row);
    text_.add_row(reader_, line_);
    output_.print(line_);
    if (is_live_) output_.finish();
    has_printed_ = true;
  }

  const GrepOptions& options_;
  RowReader reader_;
  bool is_live_;  ///< a terminal shows what is printed
  RowText text_;
  Output output_;
  std::string line_;
  RowRange range_;
  std::int64_t next_ = 0;   ///< the first row that is not printed, nor passed by a match
  std::int64_t until_ = 0;  ///< rows before it are context of the last match
  bool has_printed_ = false;
};

std::uint64_t count_matches(const Dataset& dataset, const GrepOptions& options) {
  RowMatcher matcher(dataset, options);
  std::uint64_t count = 0;
  for (const RowRange& range : chosen_rows(dataset, options)) {
    for (std::int64_t row = range.begin; row < range.end; ++row) {
      if (matcher.matches(range.slice, row)) ++count;
    }
  }
  matcher.close();
  return count;
}

std::uint64_t print_matches(const Dataset& dataset, const GrepOptions& options) {
  RowMatcher matcher(dataset, options);
  FoundRows rows(dataset, options);
  std::uint64_t count = 0;
  for (const RowRange& range : chosen_rows(dataset, options)) {
    rows.begin_slice(range);
    for (std::int64_t row = range.begin; row < range.end; ++row) {
      if (matcher.matches(range.slice, row)) {
        rows.found(row);
        ++count;
      } else {
        rows.not_found(row);
      }
    }
  }
  rows.finish();
  matcher.close();
  return count;
}

int search(GrepOptions options) {
  options.before = std::max(options.before, options.around);
  options.after = std::max(options.after, options.around);
  const Dataset dataset = open_rows(options);
  if (!options.counts) return print_matches(dataset, options) > 0 ? 0 : kNothingFound;
  const std::uint64_t count = count_matches(dataset, options);
  Output output;
  output.line(std::to_string(count));
  output.finish();
  return count > 0 ? 0 : kNothingFound;
}

void check_usage(const Command& command, const GrepOptions& options) {
  check_header(command, options);
  if (!options.counts) return;
  command.refuse({"--show", "--after", "--before", "--context", "--format", "--header"},
                 "cannot be used with --count, which prints no rows");
}

}  // namespace

void add_grep_command(Command& program) {
  auto options = std::make_shared<GrepOptions>();
  Command command = program.subcommand("grep", "Print the rows that match a pattern");
  command.option("pattern", &options->pattern, "a regular expression (RE2)").required();
  add_dataset_option(command, *options);
  add_columns_option(command, *options, "search these columns; default: all but bytes");
  command.option("--show", &options->show, "print these columns; default: all")
      .value_name("A,B")
      .one_value();
  command.flag("-i,--ignore-case", &options->how.ignores_case,
               "ignore the difference between upper and lower case");
  command.flag("-v,--invert-match", &options->inverts, "print the rows that do not match");
  command.flag("-F,--fixed-strings", &options->how.is_fixed, "take the pattern as plain text");
  command.option("-A,--after", &options->after, "print this many rows after each match")
      .range(0, kMostContext);
  command.option("-B,--before", &options->before, "print this many rows before each match")
      .range(0, kMostContext);
  command
      .option("-C,--context", &options->around, "print this many rows before and after each match")
      .range(0, kMostContext);
  command.flag("--count", &options->counts, "print only the number of rows that match");
  add_filter_options(command, *options);
  add_style_option(command, *options);
  command.flag("--header", &options->has_header, "print the column names first");
  command.footer(
      "Numbers, dates and lists are searched as accel cat shows them.\n"
      "Exit code: 0 if a row matched, 1 if none did, 2 on an error.\n"
      "Example: accel grep -i 'sunset|dawn' import_images -c filename");
  command.run([options, command] {
    check_usage(command, *options);
    return search(*options);
  });
}

}  // namespace accel
