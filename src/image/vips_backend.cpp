// SPDX-License-Identifier: Apache-2.0
// The backend module: libvips behind src/image/backend.h, and the only file that includes it.
//
// One caller a process, no cache, one thread of computing: the workers are processes. Each picture
// starts with an empty error buffer (it is one global string), so that its text is that picture's.
#include "image/backend.h"
#include "image/numbers.h"
#include "image/webp_chunk.h"

#include <accel/error.h>

#include <vips/vips.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using VipsPointer = std::unique_ptr<VipsImage, Unref>;

/// libvips wants `VipsImage** out`; this hands over what it put there.
class Out {
 public:
  operator VipsImage**() { return &image_; }
  VipsPointer take() { return VipsPointer(image_); }

 private:
  VipsImage* image_ = nullptr;
};

// ---- Errors -------------------------------------------------------------------------------------

/// What libvips logged of the picture at hand: all that libpng says of an error goes there.
std::string first_warning;
/// The first that tells of lost data: others may come before, such as those of a GeoTIFF's tags.
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

void forget_errors() {
  vips_error_clear();
  first_warning.clear();
  lost_data.clear();
}

/// Lines that go before the cause: seeks that failed.
bool is_prelude(std::string_view line) { return line.starts_with("source: "); }

/// The line that tells the cause; those after it tell its consequences.
std::string_view cause_in(std::string_view lines) {
  std::string_view line = lines.substr(0, lines.find('\n'));
  while (is_prelude(line) && line.size() + 1 < lines.size()) {
    lines.remove_prefix(line.size() + 1);
    line = lines.substr(0, lines.find('\n'));
  }
  return line;
}

/// What libvips says, in one line, without the name of its part that says it.
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

[[noreturn]] void throw_decode_error(Kind kind) {
  const std::string reason = take_reason();
  const char* state = reason.find("end of ") == std::string::npos ? "damaged " : "truncated ";
  throw Error(state + std::string(kind_name(kind)) + ": " + reason);
}

[[noreturn]] void throw_failed(const char* what) {
  throw Error(std::string("cannot ") + what + ": " + take_reason());
}

// ---- Pixels -------------------------------------------------------------------------------------

/// A view of `pixels`, which must outlive it.
VipsPointer view_of(const Pixels& pixels) {
  VipsPointer memory(vips_image_new_from_memory(pixels.data.data(), pixels.data.size(),
                                                pixels.size.width, pixels.size.height, pixels.bands,
                                                VIPS_FORMAT_UCHAR));
  if (!memory) throw_failed("use pixels");
  Out out;
  const auto meaning = pixels.is_cmyk     ? VIPS_INTERPRETATION_CMYK
                       : pixels.bands < 3 ? VIPS_INTERPRETATION_B_W
                                          : VIPS_INTERPRETATION_sRGB;
  if (vips_copy(memory.get(), out, "interpretation", meaning, nullptr)) {
    throw_failed("use pixels");
  }
  return out.take();
}

/// With the colour profile that came with the picture. One that is broken, or that is for another
/// number of bands, counts as none.
VipsPointer apply_profile(VipsPointer image) {
  if (!vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME)) return image;
  Out out;
  if (vips_icc_transform(image.get(), out, "srgb", "embedded", TRUE, "depth", 8, nullptr)) {
    vips_error_clear();
    return image;
  }
  return out.take();
}

/// To grey or sRGB of 8 bits, with or without alpha. Empty on failure.
VipsPointer to_srgb(VipsPointer image) {
  image = apply_profile(std::move(image));
  const auto meaning = image->Bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
  Out converted, cut, bytes;
  if (vips_colourspace(image.get(), converted, meaning, nullptr)) return nullptr;
  image = converted.take();
  if (vips_extract_band(image.get(), cut, 0, "n", std::min(image->Bands, 4), nullptr)) {
    return nullptr;
  }
  image = cut.take();
  if (vips_cast(image.get(), bytes, VIPS_FORMAT_UCHAR, nullptr)) return nullptr;
  return bytes.take();
}

/// Computes: errors in a picture's data come up here. Without data on failure.
Pixels compute(VipsImage* image) {
  std::size_t size = 0;
  void* data = vips_image_write_to_memory(image, &size);
  return {{image->Xsize, image->Ysize}, image->Bands, Buffer(data, size, g_free)};
}

/// libpng inflates all texts before the first pixel, a thousand of them at most, eight megabytes of
/// each; none is used.
bool is_png_text(std::string_view type) {
  return type == "zTXt" || type == "iTXt" || type == "tEXt";
}

/// A PNG without its texts. Each chunk is twelve bytes and its payload; what is none, where the
/// file is damaged, is kept.
std::vector<std::uint8_t> without_texts(Bytes png) {
  constexpr std::size_t signature = 8;
  std::vector<std::uint8_t> kept(png.begin(), png.begin() + signature);
  for (std::size_t at = signature; at < png.size();) {
    const std::size_t payload = find_number(png, at, 4, Order::big).value_or(UINT32_MAX);
    const Bytes chunk = part(png, at, 12 + payload);
    if (!is_png_text(part(chunk, 4, 4).text())) kept.insert(kept.end(), chunk.begin(), chunk.end());
    at += chunk.size();
  }
  return kept;
}

/// Loaders that libvips does not vouch for are blocked, until a picture comes that accel.toml
/// allows.
void unblock(Kind kind) {
  if (is_always_read(kind)) return;
  std::string name = "VipsForeignLoad" + std::string(kind_loader(kind));
  constexpr std::size_t first_letter = std::string_view("VipsForeignLoad").size();
  name[first_letter] = g_ascii_toupper(name[first_letter]);
  vips_operation_block_set(name.c_str(), FALSE);
}

/// The picture, its pixels not computed yet, by the loader of that name: libvips, left to guess,
/// would go by the bytes as it sees them, and tells of a damaged TIFF that ImageMagick is blocked.
/// At full size, as the scaling that loaders can do is a poor filter. Empty on failure.
VipsPointer load(Bytes encoded, Kind kind) {
  unblock(kind);
  const std::unique_ptr<VipsSource, Unref> source(
      vips_source_new_from_memory(encoded.data(), encoded.size()));
  if (!source) return nullptr;
  const std::string loader = std::string(kind_loader(kind)) + "load_source";
  Out out;
  const bool failed =
      vips_call(loader.c_str(), source.get(), static_cast<VipsImage**>(out), "access",
                VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr) != 0;
  VipsPointer image = out.take();
  return failed ? nullptr : std::move(image);
}

/// Not turned, and without `export_profile`: that takes pictures without a profile through XYZ and
/// grey to colour, and fails on a broken profile. Empty on failure.
VipsPointer shrink(VipsPointer image, Size target) {
  Out out;
  if (vips_thumbnail_image(image.get(), out, target.width, "height", target.height, "size",
                           VIPS_SIZE_FORCE, "no_rotate", TRUE, nullptr)) {
    return nullptr;
  }
  return out.take();
}

bool is_interlaced(Bytes png) {
  constexpr std::size_t interlace = 28;
  return find_number(png, interlace, 1, Order::big).value_or(1) != 0;
}

/// Most loaders hold all of the picture as they decode it. Those of TIFF, and of PNG that is not
/// interlaced, go row by row; but a TIFF may be one strip, or of many bands.
void check_memory(VipsImage* image, Bytes encoded, Kind kind, const Budget& budget) {
  const bool by_rows = kind == Kind::tiff || (kind == Kind::png && !is_interlaced(encoded));
  budget.check_memory(VIPS_IMAGE_SIZEOF_PEL(image) * VIPS_IMAGE_N_PELS(image), by_rows ? 16 : 4);
}

/// Hands a part of the stored picture on, while there is time.
int pass_on(VipsRegion* out, void* in, void*, void* budget, gboolean*) {
  auto* stored = static_cast<VipsRegion*>(in);
  if (static_cast<Budget*>(budget)->is_spent()) return -1;
  return vips_region_prepare(stored, &out->valid) ||
         vips_region_region(out, stored, &out->valid, out->valid.left, out->valid.top);
}

/// The same picture, which fails when the time is over. (libvips itself asks whether to go on
/// between parts of what it makes, and a thumbnail is one part.) Empty on failure.
VipsPointer watched(VipsPointer image, Budget& budget) {
  VipsPointer copy(vips_image_new());
  if (vips_image_pipelinev(copy.get(), VIPS_DEMAND_STYLE_THINSTRIP, image.get(), nullptr) ||
      vips_image_generate(copy.get(), vips_start_one, pass_on, vips_stop_one, image.get(),
                          &budget)) {
    return nullptr;
  }
  g_object_set_data_full(G_OBJECT(copy.get()), "accel-stored", image.release(), g_object_unref);
  return copy;
}

/// webpsave (8.14) puts EXIF of its own making into a file, `strip` or not. It is the last chunk,
/// and a flag in the first tells of it.
void drop_exif(Buffer& webp) {
  constexpr std::size_t flags = 20;
  const auto at = find_webp_chunk(webp, "EXIF");
  if (!at) return;
  webp.shrink(*at);
  webp.data()[flags] &= static_cast<std::uint8_t>(~0x08);
  for (std::size_t i = 0; i < 4; ++i) {
    webp.data()[4 + i] = static_cast<std::uint8_t>((*at - 8) >> (8 * i));
  }
}

// ---- Texts --------------------------------------------------------------------------------------

/// pango takes markup: what has a meaning there stands for itself.
std::string as_markup(const std::string& text) {
  char* escaped = g_markup_escape_text(text.data(), static_cast<gssize>(text.size()));
  std::string markup = escaped;
  g_free(escaped);
  return markup;
}

/// How much ink is in each pixel, of the rectangle that has some. Empty when there is none.
VipsPointer ink_of(const std::string& text, const TextStyle& style) {
  const std::string font =
      std::string(style.is_bold ? "sans bold " : "sans ") + std::to_string(style.height) + "px";
  Out out;
  const int failed = vips_text(out, as_markup(text).c_str(), "font", font.c_str(), "dpi", 72, nullptr);
  return failed ? nullptr : out.take();
}

// ---- The backend --------------------------------------------------------------------------------

class VipsBackend final : public Backend {
 public:
  VipsBackend() {
    if (VIPS_INIT("accel")) throw JobError("cannot start libvips: " + take_reason());
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_block_untrusted_set(TRUE);
    g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, take_warning, nullptr);
  }

  Header read_header(Bytes encoded, Kind kind) override {
    forget_errors();
    const VipsPointer image = load(encoded, kind);
    if (!image) throw_decode_error(kind);
    return {{image->Xsize, image->Ysize}, vips_image_get_orientation(image.get())};
  }

  Pixels decode(Bytes encoded, Kind kind, Size target, Budget& budget) override {
    forget_errors();
    std::vector<std::uint8_t> png;
    if (kind == Kind::png) {
      png = without_texts(encoded);
      encoded = {png.data(), png.size()};
    }
    Pixels pixels;
    if (VipsPointer image = load(encoded, kind)) {
      check_memory(image.get(), encoded, kind, budget);
      image = watched(std::move(image), budget);
      if (image) image = shrink(std::move(image), target);
      if (image) image = to_srgb(std::move(image));
      if (image) pixels = compute(image.get());
    }  // warnings come when the image is closed
    if (budget.was_spent()) budget.throw_spent();
    if (!pixels.data.data()) throw_decode_error(kind);
    check_lost_data(kind);
    return pixels;
  }

  Pixels convert_inks(const Pixels& inks) override {
    forget_errors();
    VipsPointer image = view_of(inks);
    if (inks.profile.size() > 0) {
      vips_image_set_blob_copy(image.get(), VIPS_META_ICC_NAME, inks.profile.data(),
                               inks.profile.size());
    }
    image = shrink(std::move(image), inks.size);  // which converts inks, as for other kinds
    if (image) image = to_srgb(std::move(image));
    Pixels pixels;
    if (image) pixels = compute(image.get());
    if (!pixels.data.data()) throw_failed("convert the inks of the picture");
    return pixels;
  }

  Pixels resize(const Pixels& pixels, Size target) override {
    forget_errors();
    const VipsPointer image = view_of(pixels);
    Out out;
    if (vips_thumbnail_image(image.get(), out, target.width, "height", target.height, "size",
                             VIPS_SIZE_FORCE, nullptr)) {
      throw_failed("scale the picture");
    }
    Pixels scaled = compute(out.take().get());
    if (!scaled.data.data()) throw_failed("scale the picture");
    return scaled;
  }

  Buffer encode(const Pixels& pixels, Format format, int quality) override {
    forget_errors();
    const VipsPointer image = view_of(pixels);
    void* data = nullptr;
    std::size_t size = 0;
    if (save(image.get(), format, quality, &data, &size)) throw_failed("encode the picture");
    Buffer file(data, size, g_free);
    if (format == Format::webp) drop_exif(file);
    return file;
  }

  TextMask write_text(const std::string& text, const TextStyle& style) override {
    forget_errors();
    TextMask mask;
    const VipsPointer image = ink_of(text, style);
    if (!image) return mask;
    const Pixels pixels = compute(image.get());
    const std::uint8_t* ink = pixels.data.data();
    if (ink == nullptr || pixels.bands != 1) return mask;
    return {pixels.size, image->Yoffset, {ink, ink + pixels.data.size()}};
  }

 private:
  static int save(VipsImage* image, Format format, int quality, void** data, std::size_t* size) {
    switch (format) {
      case Format::webp:
        return vips_webpsave_buffer(image, data, size, "Q", quality, "strip", TRUE, nullptr);
      case Format::png: return vips_pngsave_buffer(image, data, size, "strip", TRUE, nullptr);
      case Format::tiff: return vips_tiffsave_buffer(image, data, size, "strip", TRUE, nullptr);
      case Format::jpeg:
      case Format::bmp: break;  // written without libvips
    }
    vips_error("accel", "a format that libvips does not write");
    return -1;
  }
};

}  // namespace
}  // namespace accel

accel::Backend* accel_image_backend() {
  static accel::VipsBackend backend;
  return &backend;
}
