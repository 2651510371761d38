// SPDX-License-Identifier: Apache-2.0
#include "workdir/accept.h"

#include "base/identity.h"
#include "base/json.h"
#include "base/text.h"
#include "job/key.h"
#include "job/post_file.h"
#include "workdir/catalog.h"

#include <algorithm>
#include <ctime>

namespace accel {
namespace {

/// A transcript of what differs between versions of a method besides its code: names of options,
/// flags, packages, parts of accel.
std::string frame_of(std::string_view transcript) {
  std::string frame;
  for (const std::string& line : split(transcript, '\n')) {
    const std::string tag = line.substr(0, line.find('\t'));
    if (tag == "option") frame += line.substr(0, line.find('\t', tag.size() + 1)) + "\n";
    if (tag == "flag" || tag == "package" || tag == "results") frame += line + "\n";
  }
  return frame;
}

/// The first difference between the frames, in a user's words.
std::string frame_difference(const std::string& before, const std::string& now) {
  const auto text = [](const KeyChange& change) {
    const std::string what = change.tag == "option" ? "option " + change.name : "";
    if (what.empty()) return change_text(change);
    return what + (change.before.empty() ? " is new" : " is gone");
  };
  return text(key_changes(before, now).front());
}

bool has(const std::vector<Digest>& keys, const Digest& key) {
  return std::ranges::find(keys, key) != keys.end();
}

/// Adds a key to the job. Its post.json is replaced as a whole.
void add_key(const std::string& job_path, const Digest& key) {
  read_post(job_path);  // throws when it is not as it was written
  const std::string path = job_path + "/post.json";
  const Document before = read_json(path);
  Document accepted = before.value("accepted", Document::array());
  accepted.push_back(
      {{"key", key.hex()}, {"when", utc_time(std::time(nullptr))}, {"user", user_name()}});
  Document post;
  for (const auto& [name, value] : before.items()) {
    if (name == "accepted") continue;
    post[name] = value;
    if (name != "keys") continue;
    post[name].push_back(key.hex());
    post["accepted"] = accepted;
  }
  if (post.contains("checksum")) post["checksum"] = post_checksum(post);
  write_json(path, post, Durable::yes);
}

}  // namespace

AcceptReport accept_method(const Store& store, const std::string& name, const std::string& now) {
  const auto latest = find_latest_job(store, name);
  if (!latest) throw Error("no job of " + quote(name) + " is finished: there is nothing to accept");
  const std::string before = read_file(store.job_path(*latest) + "/key.txt");
  const std::vector<CodeLine> last = code_lines(before);
  const std::vector<CodeLine> edited = code_lines(now);
  if (last == edited) {
    throw Error("method " + quote(name) + " has not changed since it made " + *latest +
                ": there is nothing to accept");
  }
  if (frame_of(before) != frame_of(now)) {
    throw Error("more than the code of " + quote(name) + " differs from " + *latest + ": " +
                frame_difference(frame_of(before), frame_of(now)))
        .set_hint("accept is for code edits that do not change any result");
  }
  ByteLock deletions = store.trash_lock();  // also of others that accept
  deletions.lock();
  AcceptReport accepted;
  for (const std::string& id : Catalog(store).finished_of(name)) {
    const std::string path = store.job_path(id);
    store.hold(id);
    const auto transcript = find_contents(path + "/key.txt");
    const auto summary = transcript ? find_summary(path) : std::nullopt;
    if (!summary || !has(summary->keys, digest_of(with_code(*transcript, last)))) continue;
    const Digest key = digest_of(with_code(*transcript, edited));
    ByteLock lock = key_lock(store.path(), key);
    if (!lock.try_lock()) {  // a build is making the edited version
      accepted.left.push_back(id);
      continue;
    }
    const auto other = store.find(key);
    if (other && *other != id && is_finished(store.job_path(*other))) {
      accepted.left.push_back(id);
      continue;
    }
    if (has(summary->keys, key)) {
      ++accepted.before;
    } else {
      add_key(path, key);
      accepted.jobs.push_back(id);
    }
    if (other != id) store.note_started(key, id);
  }
  return accepted;
}

std::vector<Acceptance> read_acceptances(const std::string& job_path) {
  std::vector<Acceptance> list;
  const Document post = json_or_null(job_path + "/post.json");
  for (const Document& one : json_member_list(post, "accepted")) {
    const auto member = [&](const char* name) {
      return find_member<std::string>(one, name).value_or("");
    };
    list.push_back({member("key"), member("when"), member("user")});
  }
  return list;
}

}  // namespace accel
