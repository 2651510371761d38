// SPDX-License-Identifier: Apache-2.0
// The inputs of the builds in the test of kept rows, and random edits of them. A text decides what
// the methods do with its row: "bad ..." and "half ..." are bad rows of take, "!" is one of shout.
// The file of "big ..." ends with bytes that fill a batch of a column file.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

namespace accel {

using Random = std::mt19937;
/// From 0 to `count` - 1.
std::size_t pick(Random& random, std::size_t count);

struct RowInputs {
  std::map<std::string, std::string> texts;  ///< by name
  std::vector<std::string> order;            ///< names, as they are given to take
  int slices = 3;
  std::string max_bad = "1000";
  std::string weight = "0";  ///< of near
  std::string mark = "~";    ///< an option of shout
  int edition = 0;           ///< of the code of take and shout; it changes no value
  std::string source;        ///< a job of another workdir, in place of the texts; or empty
  bool operator==(const RowInputs&) const = default;
};

RowInputs random_inputs(Random& random);
/// Edits the inputs and returns what it did. Leaves at least one text.
std::string edit_inputs(RowInputs& inputs, Random& random);
/// The inputs with each text once.
RowInputs without_repeats(RowInputs inputs);

std::string file_contents(const std::string& text);

/// What the methods make of a text.
bool is_absent(const std::string& text);  ///< take throws
bool is_half(const std::string& text);    ///< take reports the row and keeps its values
bool is_loud(const std::string& text);    ///< shout throws
/// The values of the columns digit and loud; "-" if absent.
std::string digit_of(const std::string& text);
std::string loud_of(const std::string& text, const std::string& mark);

}  // namespace accel
