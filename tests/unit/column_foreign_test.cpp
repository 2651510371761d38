// SPDX-License-Identifier: Apache-2.0
// Arrow files that are whole, but not as accel writes them: refused in words, or read.
#include "column_cells.h"

#include <arrow_generated.h>

#include <functional>

namespace accel::test {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;
using FieldOffset = flatbuffers::Offset<arrow::Field>;

/// A file without batches, whose footer has what `make` builds.
Memory file_of(const std::function<flatbuffers::Offset<arrow::Footer>(Builder&)>& make) {
  Builder b;
  b.Finish(make(b));
  const auto size = static_cast<std::int32_t>(b.GetSize());
  std::string file("ARROW1\0\0", 8);
  file.append(reinterpret_cast<const char*>(b.GetBufferPointer()), b.GetSize());
  file.append(reinterpret_cast<const char*>(&size), sizeof size);
  return Memory(file + "ARROW1");
}

Memory file_of_fields(const std::function<std::vector<FieldOffset>(Builder&)>& make,
                      arrow::Endianness endianness = arrow::Endianness::Little,
                      const std::vector<arrow::Block>& dictionaries = {}) {
  return file_of([&](Builder& b) {
    const auto schema = arrow::CreateSchema(b, endianness, b.CreateVector(make(b)));
    return arrow::CreateFooter(b, arrow::MetadataVersion::V5, schema,
                               b.CreateVectorOfStructs(dictionaries));
  });
}

template <class Table>
FieldOffset field(Builder& b, arrow::Type type, flatbuffers::Offset<Table> table,
                  const std::vector<FieldOffset>& children = {}) {
  return arrow::CreateField(b, b.CreateString("x"), true, type, table.Union(), 0,
                            b.CreateVector(children));
}

FieldOffset text_field(Builder& b) { return field(b, arrow::Type::Utf8, arrow::CreateEmpty(b)); }

std::string error_in(const Memory& memory) {
  return error_of([&] { ColumnReader("c", memory.bytes()); });
}

std::string error_of_field(const std::function<FieldOffset(Builder&)>& make) {
  return error_in(file_of_fields([&](Builder& b) { return std::vector{make(b)}; }));
}

constexpr const char* kUnknownType = "c: this accel cannot read the column's type";

TEST(ForeignArrowFile, IsReadWhenItHasOneColumnOfATypeOfOurs) {
  EXPECT_EQ(error_of_field(text_field), "");
}

TEST(ForeignArrowFile, IsRejectedWhenItHasNotOneColumn) {
  const std::string error = "c: a column file must have exactly one column";
  EXPECT_EQ(error_in(file_of_fields([](Builder&) { return std::vector<FieldOffset>{}; })), error);
  EXPECT_EQ(error_in(file_of_fields([](Builder& b) {
              return std::vector{text_field(b), text_field(b)};
            })),
            error);
}

TEST(ForeignArrowFile, IsRejectedWhenItIsBigEndianOrHasADictionary) {
  const auto fields = [](Builder& b) { return std::vector{text_field(b)}; };
  EXPECT_EQ(error_in(file_of_fields(fields, arrow::Endianness::Big)),
            "c: the column is big-endian, which this accel cannot read");
  EXPECT_EQ(error_in(file_of_fields(fields, arrow::Endianness::Little, {{8, 8, 0}})),
            "c: the column has a dictionary, which this accel cannot read");
}

TEST(ForeignArrowFile, IsRejectedWhenItsTypeIsNotOneOfOurs) {
  const auto whole = [](int bits, bool is_signed) {
    return [=](Builder& b) {
      return field(b, arrow::Type::Int, arrow::CreateInt(b, bits, is_signed));
    };
  };
  EXPECT_EQ(error_of_field(whole(64, false)), "");
  EXPECT_EQ(error_of_field(whole(32, false)), kUnknownType);
  EXPECT_EQ(error_of_field(whole(16, true)), kUnknownType);
  for (const arrow::Type type :
       {arrow::Type::Null, arrow::Type::Binary, arrow::Type::LargeUtf8, arrow::Type::Decimal,
        arrow::Type::Struct, arrow::Type::Utf8View}) {
    EXPECT_EQ(error_of_field([&](Builder& b) { return field(b, type, arrow::CreateEmpty(b)); }),
              kUnknownType);
  }
  EXPECT_EQ(error_of_field([](Builder& b) {
              return field(b, arrow::Type::FloatingPoint,
                           arrow::CreateFloatingPoint(b, arrow::Precision::Half));
            }),
            kUnknownType);
  EXPECT_EQ(error_of_field([](Builder& b) {
              return field(b, arrow::Type::Date,
                           arrow::CreateDate(b, arrow::DateUnit::Millisecond));
            }),
            kUnknownType);
}

TEST(ForeignArrowFile, IsRejectedWhenItsTimesHaveAZoneOrAnotherUnit) {
  const auto time = [](arrow::TimeUnit unit, const char* zone) {
    return [=](Builder& b) {
      return field(b, arrow::Type::Timestamp, arrow::CreateTimestampDirect(b, unit, zone));
    };
  };
  EXPECT_EQ(error_of_field(time(arrow::TimeUnit::Microsecond, nullptr)), "");
  EXPECT_EQ(error_of_field(time(arrow::TimeUnit::Microsecond, "")), "");
  EXPECT_EQ(error_of_field(time(arrow::TimeUnit::Microsecond, "UTC")), kUnknownType);
  EXPECT_EQ(error_of_field(time(arrow::TimeUnit::Nanosecond, nullptr)), kUnknownType);
}

TEST(ForeignArrowFile, IsRejectedWhenItsListsAreNotOfNumbers) {
  const auto list_of = [](std::int32_t length, int depth, bool is_text) {
    return [=](Builder& b) {
      FieldOffset item =
          is_text ? text_field(b) : field(b, arrow::Type::Int, arrow::CreateInt(b, 32, true));
      for (int i = 0; i < depth; ++i) {
        item = field(b, arrow::Type::FixedSizeList, arrow::CreateFixedSizeList(b, length), {item});
      }
      return item;
    };
  };
  EXPECT_EQ(error_of_field(list_of(2, 1, false)), "");
  EXPECT_EQ(error_of_field(list_of(2, 1, true)), kUnknownType);
  EXPECT_EQ(error_of_field(list_of(0, 1, false)), kUnknownType);
  EXPECT_EQ(error_of_field(list_of(-2, 1, false)), kUnknownType);
  EXPECT_EQ(error_of_field(list_of(2, 2, false)), kUnknownType);
  EXPECT_EQ(error_of_field([](Builder& b) {
              return field(b, arrow::Type::FixedSizeList, arrow::CreateFixedSizeList(b, 2));
            }),
            kUnknownType);
}

/// The type of a text column whose field has that metadata.
ColumnType type_marked(const char* key, const char* value) {
  const Memory memory = file_of_fields([&](Builder& b) {
    const auto name = b.CreateString("x");
    const auto type = arrow::CreateEmpty(b).Union();
    const auto children = b.CreateVector(std::vector<FieldOffset>{});
    const std::vector pairs{arrow::CreateKeyValueDirect(b, "other", "json"),
                            arrow::CreateKeyValueDirect(b, key, value)};
    return std::vector{arrow::CreateField(b, name, true, arrow::Type::Utf8, type, 0, children,
                                          b.CreateVector(pairs))};
  });
  return ColumnReader("c", memory.bytes()).spec().type;
}

TEST(ForeignArrowFile, IsJsonWhenItsMetadataSaysSo) {
  EXPECT_EQ(type_marked("accel:type", "json"), ColumnType::json);
  EXPECT_EQ(type_marked("accel:type", "jsonl"), ColumnType::text);
  EXPECT_EQ(type_marked("ARROW:extension:name", "arrow.uuid"), ColumnType::text);
}

TEST(ForeignArrowFile, IsJsonWhenAnEarlierAccelMarkedItByTheExtensionType) {
  EXPECT_EQ(type_marked("ARROW:extension:name", "arrow.json"), ColumnType::json);
}

TEST(ForeignArrowFile, IsDamagedWhenItsSchemaIsMissing) {
  const Memory memory =
      file_of([](Builder& b) { return arrow::CreateFooter(b, arrow::MetadataVersion::V5); });
  EXPECT_EQ(error_in(memory).substr(0, 24), "c: damaged column file: ");
  EXPECT_EQ(error_of_field([](Builder& b) { return arrow::CreateField(b); }), kUnknownType);
}

}  // namespace
}  // namespace accel::test
