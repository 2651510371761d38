// SPDX-License-Identifier: Apache-2.0
// What the scripts build from: the files that inputs.txt lists, or rows of another workdir.
#pragma once

#include <accel/build.h>

#include <fstream>
#include <string>
#include <vector>

struct Rows {
  /// The arguments: max_bad, the mark of shout, and optionally a job of another workdir.
  /// `of_all` is an option of take.
  explicit Rows(accel::Urd& script, bool of_all = false)
      : urd(script), max_bad(number(script.args().at(0))) {
    source = urd.args().size() > 2 ? urd.args()[2] : take(of_all);
  }
  /// Builds a method on `input`, or on the rows of the inputs.
  accel::Job build(const char* method, const std::string& input = {}) {
    return build(method, {{"source", input.empty() ? source : input}});
  }
  accel::Job build(const char* method, accel::Arguments arguments) {
    return urd.build(method, arguments.add("max_bad", max_bad));
  }

  accel::Urd& urd;
  accel::Value max_bad;
  std::string source;

 private:
  static accel::Value number(const std::string& text) {
    if (text.find('.') == text.npos) return std::stoi(text);
    return std::stod(text);
  }
  std::string take(bool of_all) {
    std::vector<std::string> files;
    std::ifstream list("inputs.txt");
    for (std::string file; std::getline(list, file);) files.push_back(file);
    return build("take", {{"files", files}, {"base", "texts"}, {"of_all", of_all}}).id();
  }
};
