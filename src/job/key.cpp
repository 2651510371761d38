// SPDX-License-Identifier: Apache-2.0
#include "job/key.h"

#include "base/text.h"
#include "job/job_id.h"

#include <algorithm>
#include <map>

namespace accel {
namespace {

bool is_list_without_names(std::string_view tag) { return tag == "flag" || tag == "package"; }

std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

std::string value_text(const std::vector<std::string>& values) {
  constexpr std::size_t kMost = 60;  // bytes
  return shortened(joined(values, ", "), kMost);
}

/// What is in `these`, but not (so often) in `others`.
std::vector<std::string> without(std::vector<std::string> these,
                                 const std::vector<std::string>& others) {
  std::map<std::string_view, int> left;
  for (const std::string& other : others) ++left[other];
  std::erase_if(these, [&](const std::string& one) {
    const auto found = left.find(one);
    return found != left.end() && found->second-- > 0;
  });
  return these;
}

std::string list_change_text(const KeyChange& change) {
  std::vector<std::string> parts;
  for (const std::string& value : without(change.now, change.before)) {
    parts.push_back(change.tag + " " + value + " is new");
  }
  for (const std::string& value : without(change.before, change.now)) {
    parts.push_back(change.tag + " " + value + " is gone");
  }
  return parts.empty() ? change.tag + "s in another order" : joined(parts, ", ");
}

std::string presence_text(const std::string& what, const KeyChange& change) {
  const bool is_new = change.before.empty();
  return what + (is_new ? " is new" : " is gone, it was") + (is_new ? ": " : " ") +
         value_text(is_new ? change.now : change.before);
}

std::string results_text(const KeyChange& change) {
  const std::string code = "accel's " + change.name + " code";
  if (change.before.empty()) return code + " is used now";
  if (change.now.empty()) return code + " is no longer used";
  return code + " gives different results (version " + change.before[0] + " became " +
         change.now[0] + ")";
}

std::string files_text(const KeyChange& change) {
  if (change.before.empty() || change.now.empty()) return presence_text(change.name, change);
  const std::string before = first_word(change.before[0]);
  const std::string now = first_word(change.now[0]);
  if (before == now) return change.name + ": different files, " + now + " as before";
  return change.name + ": " + before + " files became " + now;
}

std::string inputs_text(const KeyChange& change) {
  std::vector<std::string> texts;
  for (const InputChange& input : input_changes(change)) {
    texts.push_back(input_change_text(change.name, input));
  }
  if (!texts.empty()) return joined(texts, ", ");
  const bool is_moved = change.before.size() == change.now.size() && change.now.size() > 1;
  return change.name + (is_moved ? ": the same in another order" : ": a different job");
}

std::string setting_text(const KeyChange& change) {
  const auto text = [](const std::vector<std::string>& values) {
    return values.empty() ? "the default" : value_text(values);
  };
  return "setting " + change.name + ": " + text(change.before) + " became " + text(change.now);
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

std::string recipe_of(std::string_view transcript) {
  std::string recipe;
  for (const std::string& line : split(transcript, '\n')) {
    const std::string_view tag = std::string_view(line).substr(0, line.find('\t'));
    if (tag != "dataset" && tag != "files" && tag != "setting") recipe += line + "\n";
  }
  return recipe;
}

std::vector<KeyPart> parse_transcript(std::string_view transcript) {
  std::vector<KeyPart> parts;
  for (const std::string& line : split(transcript, '\n')) {
    if (line.empty() || line.starts_with("accel key ")) continue;
    std::vector<std::string> fields = split(line, '\t');
    fields.resize(3);
    for (std::string& field : fields) field = from_tsv_field(field);
    const bool is_nameless = is_list_without_names(fields[0]) || fields[0] == "method";
    if (is_nameless) std::swap(fields[1], fields[2]);
    const bool goes_on =
        !parts.empty() && fields[0] == parts.back().tag && fields[1] == parts.back().name;
    if (!goes_on) parts.push_back({fields[0], fields[1], {}});
    parts.back().values.push_back(fields[2]);
  }
  return parts;
}

std::vector<KeyChange> key_changes(std::string_view before, std::string_view now) {
  std::vector<KeyPart> old = parse_transcript(before);
  std::vector<KeyChange> changes;
  for (KeyPart& part : parse_transcript(now)) {
    const auto found = std::ranges::find_if(old, [&](const KeyPart& other) {
      return other.tag == part.tag && other.name == part.name;
    });
    KeyChange change{part.tag, part.name, {}, std::move(part.values)};
    if (found != old.end()) {
      change.before = std::move(found->values);
      old.erase(found);
    }
    if (change.before != change.now) changes.push_back(std::move(change));
  }
  for (KeyPart& gone : old) {
    changes.push_back({std::move(gone.tag), std::move(gone.name), std::move(gone.values), {}});
  }
  return changes;
}

std::string change_text(const KeyChange& change) {
  const bool is_both = !change.before.empty() && !change.now.empty();
  if (is_list_without_names(change.tag)) return list_change_text(change);
  if (change.tag == "results") return results_text(change);
  if (change.tag == "setting") return setting_text(change);
  if (change.tag == "files") return files_text(change);
  if (change.tag == "dataset" || change.tag == "job") return inputs_text(change);
  if (change.tag == "code") {
    return change.name + (is_both ? " changed" : change.before.empty() ? " is new" : " is gone");
  }
  const std::string what = change.name.empty() ? change.tag : change.tag + " " + change.name;
  if (!is_both) return presence_text(what, change);
  return what + ": " + value_text(change.before) + " became " + value_text(change.now);
}

std::vector<InputChange> input_changes(const KeyChange& change) {
  const auto references = [](const std::vector<std::string>& values) {
    std::vector<std::string> words;
    words.reserve(values.size());
    for (const std::string& value : values) words.push_back(first_word(value));
    return words;
  };
  const std::vector<std::string> before = references(change.before);
  const std::vector<std::string> now = references(change.now);
  std::vector<std::string> gone = without(before, now);
  std::vector<std::string> come = without(now, before);
  const bool is_paired = before.size() == now.size();  // one took another's place
  std::vector<InputChange> changes;
  for (std::size_t i = 0; i < come.size(); ++i) {
    changes.push_back({is_paired ? gone[i] : "", come[i]});
  }
  for (std::size_t i = 0; !is_paired && i < gone.size(); ++i) changes.push_back({gone[i], ""});
  return changes;
}

std::string input_change_text(const std::string& input, const InputChange& change) {
  if (change.before.empty()) return input + ": " + change.now + " is new";
  if (change.now.empty()) return input + ": " + change.before + " is gone";
  return input + ": " + change.before + " became " + change.now;
}

/// The name of a dataset may have spaces.
DatasetLine parse_dataset_line(const std::string& input, const std::string& value) {
  const auto space = value.rfind(' ');
  return {input, parse_reference(value.substr(0, space), true), value.substr(space + 1)};
}

std::vector<DatasetLine> dataset_lines(std::string_view transcript) {
  std::vector<DatasetLine> lines;
  for (const KeyPart& part : parse_transcript(transcript)) {
    if (part.tag != "dataset") continue;
    for (const std::string& value : part.values) {
      lines.push_back(parse_dataset_line(part.name, value));
    }
  }
  return lines;
}

std::vector<CodeLine> code_lines(std::string_view transcript) {
  std::vector<CodeLine> lines;
  for (const KeyPart& part : parse_transcript(transcript)) {
    if (part.tag == "code") lines.push_back({part.name, part.values[0]});
  }
  return lines;
}

std::string with_code(std::string_view transcript, const std::vector<CodeLine>& code) {
  std::string text;
  for (const std::string& line : split(transcript, '\n')) {
    if (line.empty() || line.starts_with("code\t")) continue;
    text += line + "\n";
    if (!line.starts_with("method\t")) continue;
    for (const CodeLine& file : code) {
      text += "code\t" + tsv_field(file.file) + "\t" + file.digest + "\n";
    }
  }
  return text;
}

}  // namespace accel
