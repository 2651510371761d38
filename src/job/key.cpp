// SPDX-License-Identifier: Apache-2.0
#include "job/key.h"

#include "base/text.h"
#include "job/job_id.h"

#include <map>

namespace accel {
namespace {

struct Line {
  std::string tag;    // "option"
  std::string name;   // "size"
  std::string value;  // "[640,338]"
};

std::vector<Line> lines_of(std::string_view transcript) {
  std::vector<Line> lines;
  for (const std::string& text : split(transcript, '\n')) {
    if (text.empty()) continue;
    std::vector<std::string> fields = split(text, '\t');
    fields.resize(3);
    const bool goes_on = !lines.empty() && fields[0] == lines.back().tag &&
                         fields[1] == lines.back().name;
    if (goes_on) {  // one more of a list of inputs
      lines.back().value += ", " + fields[2];
    } else {
      lines.push_back({fields[0], fields[1], fields[2]});
    }
  }
  return lines;
}

std::string shortened(const std::string& value) {
  constexpr std::size_t kMost = 60;
  return value.size() <= kMost ? value : value.substr(0, kMost - 3) + "...";
}

std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

/// "dev-1/default <key>, dev-2/default <key>" without the keys.
std::string first_words(const std::string& list) {
  std::vector<std::string> words;
  for (const std::string& item : split(list, ',')) {
    words.push_back(first_word(item.substr(item.find_first_not_of(' '))));
  }
  return joined(words, ", ");
}

std::string change_text(const Line& was, const Line& is) {
  if (is.tag == "code") return is.name + " changed";
  if (is.tag == "files") {
    return "files of " + is.name + " changed (" + first_word(was.value) + " were, " +
           first_word(is.value) + " are)";
  }
  if (is.tag == "dataset" || is.tag == "job") {
    return is.name + " was " + shortened(first_words(was.value)) + ", is " +
           shortened(first_words(is.value));
  }
  return is.tag + " " + is.name + " was " + shortened(was.value) + ", is " + shortened(is.value);
}

std::string presence_text(const Line& line, bool is_new) {
  return line.tag + " " + line.name + (is_new ? " is new" : " is gone");
}

}  // namespace

Transcript::Transcript(std::string_view method) {
  text_ = "accel key 1\n";
  line("method", method, "");
}

void Transcript::line(std::string_view tag, std::string_view name, std::string_view value) {
  text_ += tag;
  text_ += '\t';
  text_ += tsv_field(name);
  if (!value.empty()) {
    text_ += '\t';
    text_ += tsv_field(value);
  }
  text_ += '\n';
}

void Transcript::code(std::string_view file, const Digest& digest) {
  line("code", file, digest.hex());
}
void Transcript::flag(std::string_view flag) { line("flag", flag, ""); }
void Transcript::package(std::string_view name) { line("package", name, ""); }
void Transcript::results_version(std::string_view part, int version) {
  line("results", part, std::to_string(version));
}
void Transcript::setting(std::string_view name, const Value& value) {
  line("setting", name, value.json());
}
void Transcript::option(std::string_view name, const Value& value) {
  line("option", name, value.json());
}
void Transcript::files(std::string_view name, std::uint64_t count, const Digest& digest) {
  line("files", name, std::to_string(count) + " " + digest.hex());
}
void Transcript::dataset(std::string_view name, const Reference& source, std::string_view key) {
  line("dataset", name, reference_text(source) + " " + std::string(key));
}
void Transcript::job(std::string_view name, std::string_view id, std::string_view key) {
  line("job", name, std::string(id) + " " + std::string(key));
}

std::string first_difference(std::string_view before, std::string_view now) {
  std::map<std::pair<std::string, std::string>, Line> old;
  for (Line& line : lines_of(before)) old.emplace(std::pair(line.tag, line.name), line);
  for (const Line& line : lines_of(now)) {
    const auto found = old.find({line.tag, line.name});
    if (found == old.end()) return presence_text(line, true);
    if (found->second.value != line.value) return change_text(found->second, line);
    old.erase(found);
  }
  return old.empty() ? "" : presence_text(old.begin()->second, false);
}

}  // namespace accel
