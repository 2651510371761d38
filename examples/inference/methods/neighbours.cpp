// SPDX-License-Identifier: Apache-2.0
// neighbours: a row for each picture and each of those whose embeddings are nearest to its own. It
// compares each picture with all others, which is fast enough for some ten thousand.
#include <accel/method.h>

#include <algorithm>
#include <cmath>

struct Neighbours : accel::CagedMethod {
  int count = option("count", 3, "how many for each picture");
  accel::Dataset source = dataset("source");
  accel::Writer out =
      writer(accel::bytes("thumb"), accel::bytes("neighbour"), accel::text("filename"),
             accel::text("neighbour_name"), accel::float64("distance"));

  struct Picture {
    std::string_view name;
    accel::Bytes thumb;
    std::span<const float> embedding;
  };

  void analysis(int slice) {
    const auto name = accel::text("filename");
    const auto thumb = accel::bytes("thumb");
    const auto embedding = embedding_column();
    std::vector<Picture> all;
    for (auto [a, b, c] : source.rows(name, thumb, embedding).present()) all.push_back({a, b, c});
    for (auto [a, b, c] : source.rows(slice, name, thumb, embedding).present()) {
      write_neighbours({a, b, c}, all);
    }
  }

 private:
  /// The embedding is as long as the network made it.
  accel::Column<std::span<const float>> embedding_column() const {
    for (const accel::ColumnSpec& column : source.columns()) {
      if (column.name == "embedding") return accel::list<float>(column.name, column.length());
    }
    throw accel::Error("the source has no column 'embedding'");
  }

  void write_neighbours(const Picture& picture, std::span<const Picture> all) {
    std::vector<std::pair<double, const Picture*>> others;
    for (const Picture& other : all) {
      const double away = distance(picture, other);
      if (other.name != picture.name && std::isfinite(away)) others.emplace_back(away, &other);
    }
    std::ranges::sort(others);
    others.resize(std::min(others.size(), static_cast<std::size_t>(std::max(count, 0))));
    for (auto [distance, other] : others) {
      out.write(picture.thumb, other->thumb, picture.name, other->name, distance);
    }
  }

  static double distance(const Picture& a, const Picture& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.embedding.size(); ++i) {
      const double difference = a.embedding[i] - b.embedding[i];
      sum += difference * difference;
    }
    return std::sqrt(sum);
  }
};
ACCEL_METHOD(Neighbours)
