// SPDX-License-Identifier: Apache-2.0
#include "scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace {

struct Colour {
  float red, green, blue;
};

Colour operator*(Colour c, float f) { return {c.red * f, c.green * f, c.blue * f}; }

Colour mix(Colour a, Colour b, float part) {
  return {a.red + (b.red - a.red) * part, a.green + (b.green - a.green) * part,
          a.blue + (b.blue - a.blue) * part};
}

float unit(float x) { return std::clamp(x, 0.0f, 1.0f); }

/// Rises from 0 below `low` to 1 above `high`.
float ramp(float low, float high, float x) { return unit((x - low) / (high - low)); }

/// One range of hills; the first is the farthest.
struct Hills {
  Colour colour;
  float top, height;  ///< of the ridge, in pixels
  int pan;            ///< pixels a frame
  int row;            ///< of the texture: each range has its own outline
};
constexpr std::array<Hills, 3> kHills = {{{{128, 148, 176}, 820, 620, 3, 100},
                                          {{84, 104, 104}, 1080, 560, 7, 700},
                                          {{62, 78, 46}, 1380, 420, 13, 1300}}};
constexpr int kGrassTop = 1640;
constexpr int kGrassPan = 22;

struct Balloon {
  Colour colour;
  float x, y, radius, speed;
};
constexpr std::array<Balloon, 3> kBalloons = {{{{206, 62, 44}, 760, 560, 190, 9},
                                               {{238, 176, 40}, 1900, 330, 110, 5},
                                               {{70, 96, 186}, 2550, 760, 75, 3}}};

/// A cut to another place and time of day, every so many frames.
constexpr int kShot = 4;
constexpr int kShotPan = 337;   ///< frames that the camera has moved on
constexpr int kShotRows = 411;  ///< of the texture: other outlines

/// The time of day of a shot. The land is multiplied by `tint`.
struct Light {
  Colour zenith, horizon, sun, tint;
};
constexpr std::array<Light, 6> kLights = {
    {{{66, 118, 190}, {226, 214, 200}, {255, 244, 214}, {1, 1, 1}},               // noon
     {{92, 96, 164}, {250, 178, 138}, {255, 226, 170}, {1.08f, 0.84f, 0.80f}},    // morning
     {{126, 140, 156}, {206, 210, 214}, {226, 228, 230}, {0.80f, 0.88f, 0.94f}},  // rain
     {{54, 62, 128}, {244, 134, 84}, {255, 196, 112}, {0.94f, 0.66f, 0.56f}},     // dusk
     {{48, 126, 196}, {208, 228, 222}, {255, 252, 232}, {0.93f, 1.06f, 0.90f}},   // spring
     {{26, 34, 78}, {92, 104, 150}, {214, 220, 244}, {0.40f, 0.46f, 0.66f}}}};    // moon

Colour tinted(Colour c, Colour tint) {
  return {c.red * tint.red, c.green * tint.green, c.blue * tint.blue};
}

/// Digits of 3 x 5 dots, one bit per dot, the top left one first.
constexpr std::array<unsigned, 10> kDigits = {075557, 026227, 071747, 071717, 055711,
                                              074717, 074757, 071111, 075757, 075717};
constexpr int kDot = 24;

class Frame {
 public:
  Frame(const Texture& texture, int number)
      : texture_(texture),
        number_(number),
        shot_((number - 1) / kShot),
        time_(number + shot_ * kShotPan),
        light_(kLights[static_cast<std::size_t>(shot_) % kLights.size()]),
        grain_(static_cast<unsigned>(number) * 2654435761u + 1),
        pixels_(static_cast<std::size_t>(kFrameWidth) * kFrameHeight * 3) {}

  std::vector<std::uint8_t> draw() && {
    find_ridges();
    for (int y = 0; y < kFrameHeight; ++y) {
      for (int x = 0; x < kFrameWidth; ++x) put(x, y, landscape(x, y));
    }
    for (const Balloon& balloon : kBalloons) draw_balloon(balloon);
    draw_number();
    return std::move(pixels_);
  }

 private:
  void find_ridges() {
    for (std::size_t i = 0; i < kHills.size(); ++i) {
      const Hills& hills = kHills[i];
      ridges_[i].resize(kFrameWidth);
      for (int x = 0; x < kFrameWidth; ++x) {
        const float noise = texture_.at(x + time_ * hills.pan, hills.row + shot_ * kShotRows);
        ridges_[i][static_cast<std::size_t>(x)] = hills.top + hills.height * (0.5f - noise);
      }
    }
  }

  Colour landscape(int x, int y) const {
    if (y >= kGrassTop) return grass(x, y);
    std::size_t nearest = kHills.size();
    float cover = 0;
    while (nearest > 0 && cover < 1) {
      --nearest;
      cover = unit(static_cast<float>(y) - ridges_[nearest][static_cast<std::size_t>(x)]);
    }
    Colour colour = cover < 1 ? sky(x, y) : slope(nearest, x, y);
    for (std::size_t i = nearest; i < kHills.size(); ++i) {  // the soft edges of nearer ranges
      const float edge = unit(static_cast<float>(y) - ridges_[i][static_cast<std::size_t>(x)]);
      if (edge > 0 && edge < 1) colour = mix(colour, slope(i, x, y), edge);
    }
    return colour;
  }

  Colour sky(int x, int y) const {
    const float height = ramp(0, 1300, static_cast<float>(y));
    Colour colour = mix(light_.zenith, light_.horizon, height);
    const float dx = static_cast<float>(x) - 3050;
    const float dy = static_cast<float>(y) - 420;
    const float distance2 = dx * dx + dy * dy;
    colour = mix(colour, light_.sun, 60000.0f / (60000.0f + distance2));
    const float cloud = texture_.at(x + time_ * 4, y * 2 + 300);
    const float thin = texture_.at(x * 2 - time_ * 6, y * 3 + 900);
    const float cover = ramp(0.46f, 0.74f, cloud * 0.8f + thin * 0.2f);
    const Colour white = mix(light_.horizon, {255, 252, 246}, 0.6f);
    const Colour lit = tinted(mix(white, {168, 174, 188}, ramp(0.5f, 0.95f, cloud)), light_.tint);
    return mix(colour, lit, cover * 0.9f);
  }

  Colour slope(std::size_t i, int x, int y) const {
    const Hills& hills = kHills[i];
    const int u = x + time_ * hills.pan;
    const float rough = 0.35f + 0.3f * static_cast<float>(i);
    const float light = 1.0f + rough * texture_.relief(u, y + hills.row);
    const float patch = 0.75f + 0.5f * texture_.at(u + 2000, y + hills.row);
    return tinted(hills.colour, light_.tint) * (light * patch);
  }

  /// A plain seen at an angle: distant parts are smaller.
  Colour grass(int x, int y) const {
    const float near = ramp(kGrassTop, kFrameHeight, static_cast<float>(y));
    const float scale = 4.0f - 3.0f * near;
    const int from_middle = x - kFrameWidth / 2;
    const int u = static_cast<int>(static_cast<float>(from_middle) * scale) + time_ * kGrassPan * 4;
    const int v = static_cast<int>(static_cast<float>(y) * scale);
    const float patch = texture_.at(u / 2, v);
    const float blades = texture_.relief(u, v / 3);
    const Colour colour = mix({74, 92, 38}, {164, 158, 78}, ramp(0.3f, 0.7f, patch));
    return tinted(colour, light_.tint) * ((0.8f + 0.3f * near) * (1.0f + blades));
  }

  void draw_balloon(const Balloon& balloon) {
    const float t = static_cast<float>(time_);
    const float r = balloon.radius;
    // What leaves on the right returns on the left.
    const float centre_x = std::fmod(balloon.x + balloon.speed * t + r, kFrameWidth + 2 * r) - r;
    const float centre_y = balloon.y + 30.0f * std::sin(t * 0.13f + balloon.x);
    fill_disc(centre_x, centre_y, r, [&](float dx, float dy) {
      const float bulge = std::sqrt(std::max(0.02f, 1.0f - dy * dy));
      const int stripe = static_cast<int>(std::floor(dx / bulge * 3.0f));
      const Colour colour = stripe % 2 == 0 ? balloon.colour : Colour{242, 236, 222};
      return tinted(colour, light_.tint) * (0.95f - 0.35f * dx * dx - 0.3f * dy);
    });
    const float basket = r * 0.16f;
    fill_disc(centre_x, centre_y + r * 1.4f, basket, [](float dx, float) {
      return Colour{96, 66, 38} * (1.0f + 0.3f * dx);
    });
  }

  /// `colour` gets the place on the disc, -1 to 1.
  template <class Function>
  void fill_disc(float centre_x, float centre_y, float radius, Function colour) {
    const int left = std::max(0, static_cast<int>(centre_x - radius) - 1);
    const int right = std::min(kFrameWidth, static_cast<int>(centre_x + radius) + 2);
    const int top = std::max(0, static_cast<int>(centre_y - radius) - 1);
    const int bottom = std::min(kFrameHeight, static_cast<int>(centre_y + radius) + 2);
    for (int y = top; y < bottom; ++y) {
      for (int x = left; x < right; ++x) {
        const float dx = (static_cast<float>(x) - centre_x) / radius;
        const float dy = (static_cast<float>(y) - centre_y) / radius;
        const float cover = unit((1.0f - std::sqrt(dx * dx + dy * dy)) * radius + 0.5f);
        if (cover > 0) put(x, y, mix(get(x, y), colour(dx, dy), cover));
      }
    }
  }

  void draw_number() {
    std::string text = std::to_string(number_);
    text.insert(0, text.size() < 4 ? 4 - text.size() : 0, '0');
    const int top = kFrameHeight - 8 * kDot;
    for (const auto& [shift, colour] :
         {std::pair{kDot / 4, Colour{20, 24, 16}}, std::pair{0, Colour{250, 248, 240}}}) {
      int left = 3 * kDot + shift;
      for (const char c : text) {
        draw_digit(kDigits[static_cast<std::size_t>(c - '0')], left, top + shift, colour);
        left += 4 * kDot;
      }
    }
  }

  void draw_digit(unsigned dots, int left, int top, Colour colour) {
    for (int y = 0; y < 5 * kDot; ++y) {
      for (int x = 0; x < 3 * kDot; ++x) {
        const int bit = 14 - y / kDot * 3 - x / kDot;
        if (((dots >> bit) & 1u) != 0) put(left + x, top + y, colour);
      }
    }
  }

  std::uint8_t* pixel(int x, int y) {
    return &pixels_[(static_cast<std::size_t>(y) * kFrameWidth + static_cast<std::size_t>(x)) * 3];
  }
  Colour get(int x, int y) {
    const std::uint8_t* p = pixel(x, y);
    return {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])};
  }

  /// Adds a little noise, as a sensor does.
  void put(int x, int y, Colour colour) {
    grain_ = grain_ * 1664525u + 1013904223u;
    const float noise = static_cast<float>(grain_ >> 24) * (5.0f / 255.0f) - 2.0f;
    std::uint8_t* p = pixel(x, y);
    p[0] = static_cast<std::uint8_t>(std::clamp(colour.red + noise, 0.0f, 255.0f));
    p[1] = static_cast<std::uint8_t>(std::clamp(colour.green + noise, 0.0f, 255.0f));
    p[2] = static_cast<std::uint8_t>(std::clamp(colour.blue + noise, 0.0f, 255.0f));
  }

  const Texture& texture_;
  int number_;
  int shot_;
  int time_;  ///< in frames, as the camera pans
  Light light_;
  unsigned grain_;
  std::vector<std::uint8_t> pixels_;
  std::array<std::vector<float>, kHills.size()> ridges_;
};

}  // namespace

std::vector<std::uint8_t> draw_frame(const Texture& texture, int number) {
  return Frame(texture, number).draw();
}
