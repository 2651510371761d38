// SPDX-License-Identifier: Apache-2.0
#include "image/vips_errors.h"

#include <accel/error.h>

#include <vips/vips.h>

#include <string>
#include <string_view>

namespace accel {
namespace {

/// What libvips logged about the current picture: all that libpng says about an error goes there.
std::string first_warning;
/// The first that reports lost data: others may come before, such as those about a GeoTIFF's tags.
std::string lost_data;

/// libjpeg, which decodes the JPEG in a TIFF too, takes lost data as a warning and fills up with
/// grey. The level of warnings that libvips can fail on refuses many a good file, so these are
/// picked out by their texts (the same since 1991), as JpegDecoder does by their numbers.
bool is_truncated(std::string_view text) {
  return text.find("premature end of data segment") != std::string_view::npos;
}

bool is_corrupt(std::string_view text) {
  const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  return has("bad Huffman code") || has("bad arithmetic code") || has("instead of RST");
}

void take_warning(const gchar*, GLogLevelFlags level, const gchar* message, gpointer) {
  if (!(level & G_LOG_LEVEL_WARNING)) return;
  const std::string_view text = message;
  if (first_warning.empty()) first_warning = text;
  if (lost_data.empty() && (is_truncated(text) || is_corrupt(text))) lost_data = text;
}

/// Lines that come before the cause: failed seeks.
bool is_prelude(std::string_view line) { return line.starts_with("source: "); }

/// The line that names the cause; those after it name its consequences.
std::string_view cause_in(std::string_view lines) {
  std::string_view line = lines.substr(0, lines.find('\n'));
  while (is_prelude(line) && line.size() + 1 < lines.size()) {
    lines.remove_prefix(line.size() + 1);
    line = lines.substr(0, lines.find('\n'));
  }
  return line;
}

/// What libraries say about a file that is not damaged, but of a sort that they do not read.
bool is_of_unsupported(std::string_view reason) {
  for (const char* words : {"nsupported", "not supported", "not implemented", "nimplemented",
                            "not configured", "no known route", "has no reader", "orry, "}) {
    if (reason.find(words) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

void note_warnings() { g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, take_warning, nullptr); }

void forget_errors() {
  vips_error_clear();
  first_warning.clear();
  lost_data.clear();
}

/// What libvips says, in one line, without the name of its part.
std::string take_reason() {
  std::string reason(cause_in(vips_error_buffer()));
  vips_error_clear();
  if (const auto colon = reason.find(": "); colon < reason.find(' ')) reason.erase(0, colon + 2);
  if (reason.empty() || reason == "libpng read error") reason = cause_in(first_warning);
  if (reason == "operation is blocked") reason = "libvips has no reader for it";
  if (reason.size() > 1 && g_ascii_islower(reason[1])) reason[0] = g_ascii_tolower(reason[0]);
  return reason.empty() ? "unknown reason" : reason;
}

void check_lost_data(Kind kind) {
  const std::string said = vips_error_buffer() + lost_data;
  const std::string name(kind_name(kind));
  if (is_truncated(said)) throw Error("truncated " + name + ": premature end of JPEG data");
  if (is_corrupt(said)) throw Error("damaged " + name + ": corrupt JPEG data");
}

void throw_decode_error(Kind kind) {
  const std::string reason = take_reason(), name(kind_name(kind));
  if (is_of_unsupported(reason)) throw Error(name + " of an unsupported kind: " + reason);
  const char* state = reason.find("end of ") == std::string::npos ? "damaged " : "truncated ";
  throw Error(state + name + ": " + reason);
}

void throw_failed(const char* what) {
  throw Error(std::string("cannot ") + what + ": " + take_reason());
}

}  // namespace accel
