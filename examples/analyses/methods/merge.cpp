// SPDX-License-Identifier: Apache-2.0
// merge: the columns of three analyses of the same pictures as one dataset.
//
// It shares the columns of `edges`, which include those of the import. The new columns of the other
// two are copied, because a dataset can share the columns of only one other.
#include <accel/error.h>
#include <accel/method.h>

struct Merge : accel::CagedMethod {
  accel::Dataset edges = dataset("edges");
  accel::Dataset saliency = dataset("saliency");
  accel::Dataset colours = dataset("colours");
  accel::Writer out =
      append_to(edges, accel::bytes("saliency"), accel::list<float>("salient_at", 2),
                accel::bytes("colours"), accel::text("main_colour"), accel::float64("main_share"));

  void analysis(int slice) {
    using accel::maybe;
    auto names = edges.rows(slice, accel::text("filename"));
    auto left = saliency.rows(slice, accel::text("filename"), maybe(accel::bytes("saliency")),
                              maybe(accel::list<float>("salient_at", 2)));
    auto right =
        colours.rows(slice, accel::text("filename"), maybe(accel::bytes("colours")),
                     maybe(accel::text("main_colour")), maybe(accel::float64("main_share")));
    auto a = left.begin();
    auto b = right.begin();
    for (std::string_view name : names) {
      if (a == left.end() || b == right.end()) throw accel::Error("the datasets differ in length");
      const auto [a_name, picture, at] = *a;
      const auto [b_name, painted, colour, share] = *b;
      if (a_name != name || b_name != name) throw accel::Error("the datasets differ in their rows");
      out.write(picture, at, painted, colour, share);
      ++a;
      ++b;
    }
  }
};
ACCEL_METHOD(Merge)
