// SPDX-License-Identifier: Apache-2.0
// `accel sheet JOB[/NAME]`: a contact sheet of the pictures in a dataset, or of those in which two
// differ. The image library is loaded here, and by no other command.
#include "base/module.h"
#include "base/new_file.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "dataset/dataset.h"
#include "image/pictures.h"
#include "job/setup.h"
#include "method/layout.h"
#include "view/find_job.h"
#include "view/picture_workers.h"
#include "view/places.h"
#include "view/sheet_mark.h"
#include "view/sheet_page.h"
#include "view/sheet_rows.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace accel {
namespace {

constexpr std::size_t kMostOnPage = 1000;
constexpr std::size_t kMostInPicture = 200;
constexpr int kLargestBox = 4096;
constexpr int kMostColumns = 8;
/// A picture in a web format goes into a page unchanged if it has at most this many bytes.
/// Otherwise the page gets a smaller one, of twice the cell's sides: screens have finer pixels, and
/// a click shows it larger.
constexpr std::size_t kMostAsItIs = 256 * 1024;
constexpr int kUsualWidth = 1600;  ///< of a sheet in one picture
/// Decoders stop by themselves, by their processor time; this is for one that does not.
constexpr int kGraceSeconds = 120;

struct SheetRequest {
  std::string first, second;  ///< JOB or JOB/NAME
  std::vector<std::string> columns;
  std::string rows;
  std::string where = "true";
  std::optional<std::string> sort;
  bool is_reversed = false;
  std::optional<std::string> caption;
  std::string size = "200x200";
  int in_row = 0;
  std::size_t most = 0;
  std::string out = "sheet.html";
  bool force = false;
};

// ---- The command line's words -------------------------------------------------------------------

enum class Form { html, png, jpeg };

std::optional<Form> find_form(const std::string& path) {
  const auto dot = path.rfind('.');
  std::string extension = dot == std::string::npos ? "" : path.substr(dot + 1);
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return std::tolower(c); });
  if (extension == "html" || extension == "htm") return Form::html;
  if (extension == "png") return Form::png;
  if (extension == "jpg" || extension == "jpeg") return Form::jpeg;
  return std::nullopt;
}

/// "200x150".
std::optional<Size> find_size(std::string_view text) {
  Size size;
  const char* end = text.data() + text.size();
  const auto [x, error] = std::from_chars(text.data(), end, size.width);
  if (error != std::errc() || x == end || *x != 'x') return std::nullopt;
  const auto [rest, second] = std::from_chars(x + 1, end, size.height);
  const auto fits = [](int side) { return side >= 1 && side <= kLargestBox; };
  if (second != std::errc() || rest != end || !fits(size.width) || !fits(size.height)) {
    return std::nullopt;
  }
  return size;
}

// ---- What is shown ------------------------------------------------------------------------------

Pictures& load_pictures(const Project& project) {
  const Module library = Module::load(join_path(layout().libraries, "libaccel_image.so"));
  Pictures& pictures = *library.function<decltype(accel_image_pictures)>("accel_image_pictures")();
  pictures.set_limits(project.images);
  return pictures;
}

struct Contents {
  std::vector<Dataset> datasets;  ///< one or two; the rows' bytes live as long as they do
  SheetRows rows;
  SheetTexts texts;
};

JobSetup setup_of(const Dataset& dataset) {
  return read_setup(dataset.state()->workdirs.job_path(dataset.job()));
}

/// "thumbnailer dev-1".
std::string job_words(const Dataset& dataset) {
  return setup_of(dataset).task.method + " " + dataset.job();
}

/// "2026-02-28 12:34 UTC".
std::string date_of(const Dataset& dataset) {
  std::string text = setup_of(dataset).origin.started;  // 2026-02-28T12:34:56Z
  if (text.size() != 20) return text;
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string left_out(const SheetRows& rows) {
  if (rows.chosen == rows.rows.size()) return "";
  return std::to_string(rows.rows.size()) + " of " + counted(rows.chosen, "row") +
         " are shown; --most " + std::to_string(rows.chosen) + " shows all";
}

std::string order_words(const SheetRequest& request) {
  if (!request.sort) return "";
  return " · sorted by " + *request.sort + (request.is_reversed ? ", largest first" : "");
}

Contents rows_of_one(const SheetRequest& request, const Store& store, Pictures& pictures) {
  const Dataset dataset = find_dataset(store, request.first);
  std::vector<std::string> columns = request.columns;
  for (const std::string& column : columns) check_picture_column(dataset, column);
  if (columns.empty()) columns.push_back(picture_column(dataset, pictures));
  const SheetChoice choice{columns,        request.rows,        Expression(request.where),
                           request.sort,   request.is_reversed, request.most,
                           request.caption};
  Contents contents{{dataset}, rows_of(dataset, choice), {}};
  contents.texts.title = job_words(dataset);
  contents.texts.subtitle = dataset.name() + " · " + joined(columns, ", ") + " · " +
                            counted(contents.rows.chosen, "row") + order_words(request) + " · " +
                            date_of(dataset);
  if (columns.size() > 1) contents.texts.labels = columns;
  return contents;
}

/// "1 row differs".
std::string differing(std::uint64_t rows) {
  return counted(rows, "row") + (rows == 1 ? " differs" : " differ");
}

Contents rows_of_two(const SheetRequest& request, const Store& store, Pictures& pictures) {
  const Dataset a = find_dataset(store, request.first);
  const Dataset b = find_dataset(store, request.second);
  const std::string column =
      request.columns.empty() ? picture_column(a, pictures) : request.columns[0];
  check_picture_column(a, column);
  check_picture_column(b, column);
  Contents contents{{a, b}, rows_that_differ(a, b, column, request.rows, request.most), {}};
  contents.texts.title = job_words(a) + " and " + job_words(b);
  contents.texts.subtitle = column + " · " + differing(contents.rows.chosen) + ", " +
                            std::to_string(contents.rows.equal) + " equal · left " + a.job() +
                            ", " + date_of(a) + " · right " + b.job() + ", " + date_of(b);
  contents.texts.labels = {a.job(), b.job()};
  return contents;
}

std::vector<Bytes> all_bytes(const SheetRows& rows) {
  std::vector<Bytes> all;
  for (const SheetRow& row : rows.rows) {
    for (const SheetRow::Part& part : row.parts) {
      if (part.bytes) all.push_back(*part.bytes);
    }
  }
  return all;
}

// ---- The sheet ----------------------------------------------------------------------------------

PictureOrder order_for(const Project& project, Form form, Size box) {
  PictureOrder order;
  order.box = box;
  if (form == Form::html) {
    order.box = {2 * box.width, 2 * box.height};
    order.most_as_it_is = kMostAsItIs;
  } else {
    order.form = PictureOrder::Form::pixels;
  }
  order.is_caged = project.cage;
  order.workers = static_cast<std::size_t>(std::max(project.concurrency, 1));
  order.most_seconds = project.images.max_seconds + kGraceSeconds;
  return order;
}

/// How many pictures could not be shown.
struct Counts {
  std::uint64_t shown = 0;
  std::uint64_t missing = 0;
};

/// Calls `picture(bytes, shown, name)` or `missing(reason)` for each part of the row.
template <class Picture, class Missing>
void each_part(const SheetRow& row, PictureWorkers& workers, Counts& counts, Picture&& picture,
               Missing&& missing) {
  for (const SheetRow::Part& part : row.parts) {
    std::string reason = part.reason;
    if (part.bytes) {
      ShownPicture shown = workers.next();
      if (shown.kind != ShownPicture::Kind::refused) {
        ++counts.shown;
        picture(*part.bytes, shown);
        continue;
      }
      reason = shown.reason;
    }
    ++counts.missing;
    missing(reason);
  }
}

void write_page(NewFile& file, const Contents& contents, PictureWorkers& workers,
                Pictures& pictures, const SheetRequest& request, Counts& counts) {
  HtmlSheet page(file, contents.texts, *find_size(request.size), request.in_row);
  for (const SheetRow& row : contents.rows.rows) {
    page.begin_cell();
    each_part(
        row, workers, counts,
        [&](Bytes bytes, const ShownPicture& shown) {
          const bool is_same = shown.kind == ShownPicture::Kind::as_it_is;
          page.add_picture(is_same ? bytes : Bytes(shown.data),
                           is_same ? pictures.web_type(bytes) : "image/jpeg", shown.size,
                           bytes.size(), row.name);
        },
        [&](const std::string& reason) { page.add_missing(reason); });
    page.end_cell(row.caption);
  }
  page.finish();
}

int columns_for(const SheetRequest& request, Size box, int parts) {
  if (request.in_row > 0) return request.in_row;
  return std::max(1, kUsualWidth / (box.width * parts + 16));
}

/// All are held in memory until the sheet is drawn, which has more pixels.
void check_pixels(std::int64_t pixels) {
  if (pixels <= kMostSheetPixels) return;
  throw Error("the sheet would have more than " + std::to_string(kMostSheetPixels / 1'000'000) +
              " million pixels")
      .set_hint(kLargeSheetHint);
}

SheetPage picture_page(const Contents& contents, PictureWorkers& workers,
                       const SheetRequest& request, Counts& counts) {
  SheetPage page;
  const SheetTexts& texts = contents.texts;
  page.title = escaped(texts.title);
  page.subtitle = escaped(texts.subtitle);
  page.footer = escaped(texts.footer);
  page.box = *find_size(request.size);
  page.parts = static_cast<int>(std::max<std::size_t>(texts.labels.size(), 1));
  page.columns = columns_for(request, page.box, page.parts);
  std::int64_t pixels = 0;
  for (const SheetRow& row : contents.rows.rows) {
    SheetCell& cell = page.cells.emplace_back();
    cell.caption = escaped(row.caption);
    each_part(
        row, workers, counts,
        [&](Bytes, ShownPicture& shown) {
          check_pixels(pixels += std::int64_t{shown.size.width} * shown.size.height);
          cell.parts.push_back({{shown.size, std::move(shown.data)}, ""});
        },
        [&](const std::string& reason) {
          cell.parts.push_back({{}, printable_line(reason)});
        });
  }
  return page;
}

int make_sheet(SheetRequest request) {
  const Form form = *find_form(request.out);
  if (request.most == 0) request.most = form == Form::html ? kMostOnPage : kMostInPicture;
  if (!request.second.empty() && request.columns.size() > 1) {
    throw UsageError("two jobs are compared in one column, and --column names more");
  }
  const Project project = open_project(absolute_path("."));
  refuse_inside_jobs(project, absolute_path(request.out));
  const Store store = open_store(project);
  Pictures& pictures = load_pictures(project);
  Contents contents = request.second.empty() ? rows_of_one(request, store, pictures)
                                             : rows_of_two(request, store, pictures);
  Output output;
  if (!request.second.empty() && contents.rows.chosen == 0) {
    output.line("nothing differs: " + counted(contents.rows.equal, "row") +
                " equal; no sheet is written");
    output.finish();
    return 0;
  }
  contents.texts.footer = left_out(contents.rows);
  const bool may_replace = request.force || is_marked_sheet(request.out);
  NewFile file(request.out, may_replace ? NewFile::Replace::yes : NewFile::Replace::no);
  PictureWorkers workers(pictures, all_bytes(contents.rows),
                         order_for(project, form, *find_size(request.size)));
  Counts counts;
  if (form == Form::html) {
    write_page(file, contents, workers, pictures, request, counts);
  } else {
    const SheetPage page = picture_page(contents, workers, request, counts);
    const bool is_png = form == Form::png;
    const auto drawn = pictures.draw(page, is_png ? SheetFormat::png : SheetFormat::jpeg);
    file.write(is_png ? marked_png(Bytes(drawn).text()) : marked_jpeg(Bytes(drawn).text()));
  }
  file.finish();
  if (!contents.texts.footer.empty()) {
    std::fprintf(stderr, "accel: %s\n", contents.texts.footer.c_str());
  }
  std::string line = escaped(request.out) + ": " + counted(counts.shown, "picture");
  if (counts.missing > 0) line += ", " + std::to_string(counts.missing) + " missing";
  if (!request.second.empty()) {
    line += "; " + differing(contents.rows.chosen) + ", " + std::to_string(contents.rows.equal) +
            " equal";
  }
  output.line(line + ", " + size_text(file.size()));
  output.finish();
  return 0;
}

std::string cell_complaint(const std::string& text) {
  if (find_size(text)) return "";
  return quote(text) + ": expected WIDTHxHEIGHT, such as 200x150, at most 4096 on each side";
}

std::string name_complaint(const std::string& text) {
  if (find_form(text)) return "";
  return quote(text) + ": expected a name that ends with .html, .png or .jpg";
}

}  // namespace

void add_sheet_command(Command& program) {
  auto request = std::make_shared<SheetRequest>();
  Command command = program.subcommand(
      "sheet", "Make a contact sheet of pictures, or of the differences between two jobs");
  command.option("job", &request->first, "JOB or JOB/NAME").required();
  command.option("other_job", &request->second,
                 "a second job: show both pictures of each row where they differ");
  command
      .option("--column", &request->columns,
              "the column of pictures, or several separated by commas to show side by side; "
              "default: the last column that holds pictures")
      .list(kMostColumns);
  command.option("--rows", &request->rows,
                 "which rows: numbers from 0 and ranges (3,7,20-29,90-), or names ('*_07*')");
  command
      .option("--where", &request->where,
              "of one job: only rows for which this is true, such as \"size > 700\"")
      .value_name("EXPRESSION");
  Option sort = command.option("--sort", &request->sort,
                               "of one job: sort rows by a column, or a part of one (mean[0])");
  sort.value_name("COLUMN");
  command.flag("--reverse", &request->is_reversed, "with --sort: show the largest first")
      .needs(sort);
  command
      .option("--caption", &request->caption,
              "of one job: the text below each picture, such as \"{filename} {sharpness:.1f}\"; "
              "default: its name")
      .value_name("TEMPLATE");
  command
      .option("--size", &request->size,
              "the size of a cell; larger pictures are scaled to fit (default 200x200)")
      .check(cell_complaint);
  command.option("--columns", &request->in_row, "how many columns; default: as many as fit")
      .range(1, 1000);
  command
      .option("--most", &request->most,
              "show at most this many rows; default: 1000 in a page, 200 in a picture")
      .range(1, 1'000'000);
  command
      .option("-o,--output", &request->out,
              "the file to write: .html, .png or .jpg (default sheet.html)")
      .check(name_complaint);
  command.flag("--force", &request->force, "replace a file that is not a sheet");
  command.footer(
      "Example: accel sheet thumbnailer --rows 0-49 -o sheet.jpg\n"
      "         accel sheet image_stats --sort sharpness --caption '{filename} {sharpness:.1f}'\n"
      "         accel sheet dev-1 dev-5      (shows what differs)");
  command.run([request, command] {
    if (!request->second.empty()) {
      command.refuse({"--where", "--sort", "--caption"},
                     "is for the rows of one job, and two are compared");
    }
    return make_sheet(*request);
  });
}

}  // namespace accel
