// SPDX-License-Identifier: Apache-2.0
#include "view/sheet_page.h"

#include "base/base64.h"
#include "base/text.h"
#include "view/sheet_mark.h"

#include <algorithm>
#include <cmath>

namespace accel {
namespace {

/// A picture is the label of a radio button. The checked one is shown large, arrow keys move to the
/// next, and a click anywhere goes back to the first button, which has no picture. Cells share the
/// grid's rows (pictures, names), so that the pictures of one row are aligned.
constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1d1d1f;--dim:#74747a;--line:#dcdcdf;--accent:#0a66d8}
@media (prefers-color-scheme:dark){:root{--bg:#161618;--fg:#ececef;--dim:#97979e;--line:#38383d;--accent:#6cb0ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:14px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header,footer{padding:28px 32px 20px}
h1{margin:0 0 4px;font-size:22px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
p{margin:0;color:var(--dim);overflow-wrap:anywhere}
footer{padding:0 32px 32px;font-size:12px}
main{display:grid;gap:7px 16px;padding:0 32px 12px}
figure{position:relative;display:grid;grid-row:span 2;grid-template-rows:subgrid;margin:0 0 18px;min-width:0}
.parts{display:flex;gap:4px;align-items:end}
.part{flex:1 1 0;min-width:0;text-align:center}
label.p{display:block;cursor:zoom-in}
img{display:block;height:auto;margin:0 auto;border-radius:2px;box-shadow:0 0 0 1px rgba(128,128,128,.25),0 1px 3px rgba(0,0,0,.14);background:repeating-conic-gradient(#d8d8d8 0 25%,#fff 0 50%) 0/16px 16px}
.none{display:grid;place-items:center;min-height:88px;padding:8px;border:1px dashed var(--line);border-radius:3px;color:var(--dim);font-size:12px;overflow-wrap:anywhere}
figcaption{text-align:center;font-size:13px;line-height:1.35;overflow-wrap:anywhere;user-select:text}
small{display:block;margin-top:2px;color:var(--dim);font-size:11px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
input{position:absolute;top:0;left:0;width:1px;height:1px;margin:0;opacity:0;pointer-events:none}
#p0{position:fixed}
input:focus-visible+label.p{outline:3px solid var(--accent);outline-offset:3px;border-radius:3px}
.x{display:none}
input:checked+label.p{position:fixed;inset:0;z-index:2;display:grid;place-items:center;padding:20px;background:rgba(12,12,14,.93);outline:0}
input:checked+label.p img{width:auto!important;max-width:100%!important;max-height:calc(100vh - 40px);box-shadow:none;border-radius:0}
input:checked+label.p+.x{display:block;position:fixed;inset:0;z-index:3;cursor:zoom-out}
@media (max-width:600px){header{padding:20px 16px 14px}main{padding:0 16px 8px;gap:4px 12px}footer{padding:0 16px 20px}figure{margin-bottom:12px}figcaption{font-size:12px}}
@media print{body{background:#fff;color:#000}img{box-shadow:none}figure{break-inside:avoid}}
)css";

/// As text, or as the value of an attribute in quotes, of what has no control characters.
std::string markup(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string html(std::string_view text) { return markup(escaped(text)); }

std::string pixels(int length) { return std::to_string(length) + "px"; }

std::string words(Size size, std::uint64_t bytes) {
  return std::to_string(size.width) + "×" + std::to_string(size.height) + " · " + size_text(bytes);
}

/// In a cell of exactly that size. In a wider cell it is wider, up to its own size.
Size shown_size(Size size, Size box) {
  const double scale =
      std::min({1.0, 1.0 * box.width / size.width, 1.0 * box.height / size.height});
  return {std::max(1, static_cast<int>(std::lround(size.width * scale))),
          std::max(1, static_cast<int>(std::lround(size.height * scale)))};
}

/// Cells of at least the box's width; two, at least, side by side on a narrow screen.
std::string grid(int cell, int columns) {
  const std::string width = pixels(cell);
  if (columns > 0) {
    return "justify-content:start;grid-template-columns:repeat(" + std::to_string(columns) +
           ",minmax(0," + width + "))";
  }
  return "grid-template-columns:repeat(auto-fill,minmax(min(" + width + ",calc(50% - 8px)),1fr))";
}

}  // namespace

HtmlSheet::HtmlSheet(NewFile& file, SheetTexts texts, Size box, int columns)
    : file_(file), texts_(std::move(texts)), box_(box) {
  const auto parts = static_cast<int>(std::max<std::size_t>(texts_.labels.size(), 1));
  const int cell = parts * box.width + (parts - 1) * 4;
  file_.write(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n");
  file_.write(std::string(kPageMark) + "\n");
  file_.write("<title>" + html(texts_.title) + "</title>\n<style>");
  file_.write(kStyle);
  file_.write("main{" + grid(cell, columns) + "}\n</style>\n</head>\n");
  file_.write("<body>\n<header>\n<h1>" + html(texts_.title) + "</h1>\n<p>" + html(texts_.subtitle) +
              "</p>\n</header>\n");
  file_.write(
      "<input type=\"radio\" name=\"p\" id=\"p0\" aria-label=\"no picture large\" checked>\n"
      "<main>\n");
}

void HtmlSheet::begin_cell() {
  part_ = 0;
  about_.clear();
  file_.write("<figure><div class=\"parts\">");
}

void HtmlSheet::add_picture(Bytes file, std::string_view type, Size stored, std::uint64_t bytes,
                            std::string_view name) {
  const std::string id = "p" + std::to_string(++pictures_);
  const Size shown = shown_size(stored, box_);
  const std::string label = texts_.labels.empty() ? "" : texts_.labels[part_];
  const std::string alt = html(std::string(name) + (label.empty() ? "" : ", " + label));
  file_.write("<div class=\"part\"><input type=\"radio\" name=\"p\" id=\"" + id +
              "\" aria-label=\"" + alt + ", large\"><label class=\"p\" for=\"" + id + "\">");
  file_.write("<img loading=\"lazy\" decoding=\"async\" width=\"" + std::to_string(shown.width) +
              "\" height=\"" + std::to_string(shown.height) +
              "\" style=\"width:" + std::to_string(100 * shown.width / box_.width) +
              "%;max-width:" + pixels(stored.width) + "\" alt=\"" + alt + "\" src=\"data:");
  file_.write(type);
  file_.write(";base64,");
  file_.write(to_base64(file.text()));
  file_.write("\"></label><label class=\"x\" for=\"p0\"></label>");
  describe(words(stored, bytes));
  file_.write("</div>");
  ++part_;
}

/// The text about a picture is below it, or, if it is the only one, below its name.
void HtmlSheet::describe(const std::string& about) {
  const bool is_only = texts_.labels.empty();
  if (is_only) {
    about_ = about;
    return;
  }
  const std::string gap = about.empty() ? "" : " · ";
  file_.write("<small>" + html(texts_.labels[part_] + gap + about) + "</small>");
}

void HtmlSheet::add_missing(std::string_view reason) {
  file_.write("<div class=\"part\"><div class=\"none\">" + markup(printable_line(reason)) +
              "</div>");
  describe("");
  file_.write("</div>");
  ++part_;
}

void HtmlSheet::end_cell(std::string_view name) {
  file_.write("</div><figcaption><span dir=\"auto\">" + html(name) + "</span>");
  if (!about_.empty()) file_.write("<small>" + html(about_) + "</small>");
  file_.write("</figcaption></figure>\n");
}

void HtmlSheet::finish() {
  file_.write("</main>\n<footer>\n");
  if (!texts_.footer.empty()) file_.write("<p>" + html(texts_.footer) + "</p>\n");
  file_.write(
      "<p>A click shows a picture large, arrow keys go on to the next.</p>\n"
      "</footer>\n</body>\n</html>\n");
}

}  // namespace accel
