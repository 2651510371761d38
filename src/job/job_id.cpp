// SPDX-License-Identifier: Apache-2.0
#include "job/job_id.h"

#include <accel/error.h>

#include "base/file.h"
#include "base/text.h"

#include <charconv>

namespace accel {

std::optional<JobId> find_job_id(std::string_view text) {
  const auto dash = text.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  const std::string_view digits = text.substr(dash + 1);
  JobId id{std::string(text.substr(0, dash)), 0};
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), id.number);
  const bool is_plain = !digits.empty() && (digits.size() == 1 || digits[0] != '0');
  if (error != std::errc() || end != digits.end() || !is_plain) return std::nullopt;
  return id;
}

Reference parse_reference(std::string_view text, bool dataset) {
  const auto slash = text.find('/');
  Reference reference{std::string(text.substr(0, slash)), dataset ? "default" : ""};
  if (slash != std::string_view::npos) reference.dataset = text.substr(slash + 1);
  return reference;
}

std::string reference_text(const Reference& reference) {
  return reference.dataset.empty() ? reference.job : reference.job + "/" + reference.dataset;
}

std::string Workdirs::job_path(std::string_view id) const {
  if (auto path = find_job_path(id)) return *std::move(path);
  const auto parsed = find_job_id(id);
  if (!parsed) throw Error(quote(id) + " is not a job id (they look like dev-4)");
  throw Error("job " + std::string(id) + ": unknown workdir " + quote(parsed->workdir))
      .set_hint("name its folder in accel.toml: sources = [\"/path/to/" + escaped(parsed->workdir) +
                "\"]");
}

std::optional<std::string> Workdirs::find_job_path(std::string_view id) const {
  const auto parsed = find_job_id(id);
  const auto found = parsed ? paths_.find(parsed->workdir) : paths_.end();
  if (found == paths_.end()) return std::nullopt;
  return join_path(found->second, id);
}

}  // namespace accel
