// SPDX-License-Identifier: Apache-2.0
// total: a map, a result that synthesis() makes of the rows, and a file from each other phase.
#include <accel/method.h>

#include <string>

struct Total : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::uint64("double_size"));

  void prepare() { save("rows.txt", source.row_count() / 4); }

  void analysis(int slice) {
    out.map(source.rows(slice, accel::int64("size")), [](std::int64_t size) { return 2 * size; });
  }

  std::int64_t synthesis() {
    std::int64_t sum = 0;
    for (std::int64_t size : source.rows(accel::int64("size")).present()) sum += size;
    save("sum.txt", sum);
    return sum;
  }

 private:
  static void save(const char* name, std::int64_t number) {
    accel::save_file(name, accel::Bytes(std::string_view(std::to_string(number))));
  }
};
ACCEL_METHOD(Total)
