// SPDX-License-Identifier: Apache-2.0
// The backend module: libvips behind src/image/backend.h. Only it and what is called vips_... here
// include libvips.
//
// One caller a process, no cache, one thread of computing: the workers are processes. Each picture
// starts with an empty error buffer (it is one global string), so that its text is that picture's.
#include "image/backend.h"
#include "image/gif_header.h"
#include "image/tiff_header.h"
#include "image/vips_colours.h"
#include "image/vips_errors.h"
#include "image/vips_pointer.h"
#include "image/webp_chunk.h"

#include <accel/error.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {
namespace {

/// A view of `pixels`, which must outlive it.
VipsPointer view_of(const Bitmap& pixels) {
  VipsPointer memory(vips_image_new_from_memory(pixels.data.data(), pixels.data.size(),
                                                pixels.size.width, pixels.size.height, pixels.bands,
                                                VIPS_FORMAT_UCHAR));
  if (!memory) throw_failed("use pixels");
  OutPointer out;
  const auto meaning = pixels.is_cmyk     ? VIPS_INTERPRETATION_CMYK
                       : pixels.bands < 3 ? VIPS_INTERPRETATION_B_W
                                          : VIPS_INTERPRETATION_sRGB;
  if (vips_copy(memory.get(), out, "interpretation", meaning, nullptr)) {
    throw_failed("use pixels");
  }
  return out.take();
}

/// Computes: errors in a picture's data come up here. Without data on failure.
Bitmap compute(VipsImage* image) {
  std::size_t size = 0;
  void* data = vips_image_write_to_memory(image, &size);
  return {{image->Xsize, image->Ysize}, image->Bands, Buffer(data, size, g_free)};
}

/// libpng inflates all texts before the first pixel, a thousand of them at most, eight megabytes of
/// each; none is used.
bool is_png_text(std::string_view type) {
  return type == "zTXt" || type == "iTXt" || type == "tEXt";
}

/// A PNG without its texts. Each chunk is twelve bytes and its payload; bytes that are not a chunk,
/// in a damaged file, are kept.
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

/// Loaders that libvips does not trust are blocked, until a picture comes that accel.toml allows.
void unblock(Kind kind) {
  if (is_always_read(kind)) return;
  std::string name = "VipsForeignLoad" + std::string(kind_loader(kind));
  constexpr std::size_t first_letter = std::string_view("VipsForeignLoad").size();
  name[first_letter] = g_ascii_toupper(name[first_letter]);
  vips_operation_block_set(name.c_str(), FALSE);
}

/// The picture, its pixels not computed yet, by the loader of that name: if libvips guessed, it
/// would judge the bytes itself, and report for a damaged TIFF that ImageMagick is blocked. At full
/// size, because the scaling of loaders is a poor filter. Empty on failure.
VipsPointer load(Bytes encoded, Kind kind) {
  unblock(kind);
  const std::unique_ptr<VipsSource, Unref> source(
      vips_source_new_from_memory(encoded.data(), encoded.size()));
  if (!source) return nullptr;
  const std::string loader = std::string(kind_loader(kind)) + "load_source";
  OutPointer out;
  const bool failed =
      vips_call(loader.c_str(), source.get(), static_cast<VipsImage**>(out), "access",
                VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr) != 0;
  VipsPointer image = out.take();
  return failed ? nullptr : std::move(image);
}

/// Not turned, and without `export_profile`: that takes pictures without a profile through XYZ and
/// grey to colour, and fails on a broken profile. Empty on failure.
VipsPointer shrink(VipsPointer image, Size target) {
  OutPointer out;
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

/// Most loaders hold all of the picture as they decode it. The loaders of TIFF, and of PNG that is
/// not interlaced, go row by row; but a TIFF may be one strip, or of many bands.
void check_memory(VipsImage* image, const Picture& picture, const Budget& budget) {
  const bool by_rows =
      picture.kind == Kind::tiff || (picture.kind == Kind::png && !is_interlaced(picture.encoded));
  budget.check_memory(VIPS_IMAGE_SIZEOF_PEL(image) * VIPS_IMAGE_N_PELS(image), by_rows ? 16 : 4);
}

/// Passes on a part of the stored picture, while there is time.
int pass_on(VipsRegion* out, void* in, void*, void* budget, gboolean*) {
  auto* stored = static_cast<VipsRegion*>(in);
  if (static_cast<Budget*>(budget)->is_spent()) return -1;
  return vips_region_prepare(stored, &out->valid) ||
         vips_region_region(out, stored, &out->valid, out->valid.left, out->valid.top);
}

/// The picture, made to fail when the time is over. (libvips itself asks whether to continue
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

/// A part of a picture on a larger one, transparent around it. Empty on failure.
VipsPointer put(VipsPointer image, const GifFrame& seen, Size screen) {
  OutPointer cut, opaque, placed;
  if (vips_extract_area(image.get(), cut, seen.left, seen.top, seen.size.width, seen.size.height,
                        nullptr)) {
    return nullptr;
  }
  image = cut.take();
  if (!vips_image_hasalpha(image.get())) {
    if (vips_addalpha(image.get(), opaque, nullptr)) return nullptr;
    image = opaque.take();
  }
  if (vips_embed(image.get(), placed, seen.left, seen.top, screen.width, screen.height, nullptr)) {
    return nullptr;
  }
  return placed.take();
}

/// The first frame of a GIF where it lies on its screen, as browsers show it. libvips fills up with
/// black, and where the screen has one of the sizes that bad encoders wrote (640x480, ...), or is
/// large, it has made it no larger than the frames need. Empty on failure.
VipsPointer on_screen(VipsPointer image, const Picture& picture) {
  const auto frame = find_gif_frame(picture.encoded);
  if (!frame) return image;
  const Size screen = picture.size, given{image->Xsize, image->Ysize};
  const Size seen{
      std::min({frame->size.width, screen.width - frame->left, given.width - frame->left}),
      std::min({frame->size.height, screen.height - frame->top, given.height - frame->top})};
  if (seen == screen && given == screen) return image;
  if (seen.width < 1 || seen.height < 1)
    throw_damaged(Kind::gif, "its frame is outside its screen");
  return put(std::move(image), {frame->left, frame->top, seen}, screen);
}

/// webpsave (8.14) puts its own EXIF into a file, with or without `strip`. It is the last chunk,
/// and a flag in the first announces it.
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

/// pango takes markup: escapes the characters that have a meaning in it.
std::string as_markup(const std::string& text) {
  char* escaped = g_markup_escape_text(text.data(), static_cast<gssize>(text.size()));
  std::string markup = escaped;
  g_free(escaped);
  return markup;
}

/// How much ink each pixel of the smallest rectangle with ink has. Empty if there is no ink.
VipsPointer ink_of(const std::string& text, const TextStyle& style) {
  const std::string font =
      std::string(style.is_bold ? "sans bold " : "sans ") + std::to_string(style.height) + "px";
  OutPointer out;
  const int failed =
      vips_text(out, as_markup(text).c_str(), "font", font.c_str(), "dpi", 72, nullptr);
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
    note_warnings();
  }

  Size read_size(Bytes encoded, Kind kind) override {
    forget_errors();
    const VipsPointer image = load(encoded, kind);
    if (!image) throw_decode_error(kind);
    return {image->Xsize, image->Ysize};
  }

  Buffer read_exif(Bytes encoded, Kind kind) override {
    forget_errors();
    const VipsPointer image = load(encoded, kind);
    if (!image) throw_decode_error(kind);
    const void* exif = nullptr;
    std::size_t size = 0;
    if (vips_image_get_typeof(image.get(), VIPS_META_EXIF_NAME) == 0 ||
        vips_image_get_blob(image.get(), VIPS_META_EXIF_NAME, &exif, &size)) {
      return {};
    }
    return Buffer::copy_of({static_cast<const char*>(exif), size});
  }

  Bitmap decode(const Picture& picture, Size target, Budget& budget) override {
    forget_errors();
    if (picture.kind == Kind::tiff) tiff_extras(picture.encoded);  // words that libtiff has not
    std::vector<std::uint8_t> png;
    Bytes encoded = picture.encoded;
    if (picture.kind == Kind::png) {
      png = without_texts(encoded);
      encoded = {png.data(), png.size()};
    }
    Bitmap pixels;
    if (VipsPointer image = load(encoded, picture.kind)) {
      check_memory(image.get(), picture, budget);
      pixels = decode_loaded(watched(std::move(image), budget), picture, target);
    }  // warnings come when the image is closed
    if (budget.was_spent()) budget.throw_spent();
    if (!pixels.data.data()) throw_decode_error(picture.kind);
    check_lost_data(picture.kind);
    return pixels;
  }

  Bitmap convert_inks(const Bitmap& inks) override {
    forget_errors();
    VipsPointer image = view_of(inks);
    if (inks.profile.size() > 0) {
      vips_image_set_blob_copy(image.get(), VIPS_META_ICC_NAME, inks.profile.data(),
                               inks.profile.size());
    }
    image = to_plain_colours(std::move(image), {VIPS_INTERPRETATION_CMYK, 4, {}});
    Bitmap pixels;
    if (image) pixels = compute(image.get());
    if (!pixels.data.data()) throw_failed("convert the inks of the picture");
    return pixels;
  }

  Bitmap resize(const Bitmap& pixels, Size target) override {
    forget_errors();
    const VipsPointer image = view_of(pixels);
    OutPointer out;
    if (vips_thumbnail_image(image.get(), out, target.width, "height", target.height, "size",
                             VIPS_SIZE_FORCE, nullptr)) {
      throw_failed("scale the picture");
    }
    Bitmap scaled = compute(out.take().get());
    if (!scaled.data.data()) throw_failed("scale the picture");
    return scaled;
  }

  Buffer encode(const Bitmap& pixels, Format format, int quality) override {
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
    const Bitmap pixels = compute(image.get());
    const std::uint8_t* ink = pixels.data.data();
    if (ink == nullptr || pixels.bands != 1) return mask;
    return {pixels.size, image->Yoffset, {ink, ink + pixels.data.size()}};
  }

 private:
  /// Without data on failure.
  static Bitmap decode_loaded(VipsPointer image, const Picture& picture, Size target) {
    if (image) image = unpacked(std::move(image));
    if (image && picture.kind == Kind::gif) image = on_screen(std::move(image), picture);
    if (!image) return {};
    check_decoded(picture, {image->Xsize, image->Ysize});
    const Bands bands = bands_of(image, picture);
    Buffer profile = profile_of(image, bands);
    image = to_plain_colours(std::move(image), bands);
    if (image) image = shrink(std::move(image), target);
    if (!image) return {};
    Bitmap pixels = compute(image.get());
    pixels.profile = std::move(profile);
    return pixels;
  }

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
