// SPDX-License-Identifier: Apache-2.0
#include "power.h"

#include "base/file.h"

#include <gtest/gtest.h>

#include <string_view>

namespace accel::faults {
namespace {

bool is_change(std::string_view name) {
  for (const char* change : {"open", "write", "pwrite", "mkdir", "mkdtemp", "rename", "symlink",
                             "unlink", "unlinkat", "rmdir", "fsync", "syncfs"}) {
    if (name == change) return true;
  }
  return false;
}

/// A hook that makes system calls of its own must not be asked about them.
class Aside {
 public:
  Aside() : hook_(std::exchange(sys::hook, nullptr)) {}
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;
  ~Aside() { sys::hook = hook_; }

 private:
  sys::Hook* hook_;
};

}  // namespace

Disk::Disk(std::string folder) : folder_(std::move(folder)), root_(inode_of(folder_)) {
  scan(folder_, root_);
  synced_ = now_;
  take_moment();
}

Disk::Inode Disk::inode_of(const std::string& path) {
  const Inode inode = find_stat(path, Follow::no)->inode;
  Fd& fd = held_[inode];
  if (!fd.is_open()) fd = open_file(path, O_PATH | O_NOFOLLOW);
  return inode;
}

void Disk::scan(const std::string& path, Inode inode) {
  Names& names = now_.folders[inode];
  for (const std::string& name : list_folder(path)) {
    const std::string inner = join_path(path, name);
    const Inode number = inode_of(inner);
    names[name] = number;
    const FileStat stat = *find_stat(inner, Follow::no);
    if (stat.is_folder()) {
      scan(inner, number);
    } else if (stat.is_link()) {
      links_[number] = *find_link(inner);
    } else {
      std::string text = read_file(inner);
      Contents& before = synced_.files[number];  // shared while it is equal
      if (before != nullptr && *before == text) {
        now_.files[number] = before;
      } else {
        now_.files[number] = std::make_shared<const std::string>(std::move(text));
      }
    }
  }
}

void Disk::after(const sys::Call& call) {
  if (!is_change(call.name)) return;
  const Aside aside;
  now_ = {};
  scan(folder_, root_);
  const std::string_view name = call.name;
  if (name == "syncfs") synced_ = now_;
  if (name == "fsync") {
    struct stat s;
    if (::fstat(call.fd, &s) == 0) note_synced(s.st_ino);
  }
  take_moment();
}

void Disk::note_synced(Inode inode) {
  if (now_.files.contains(inode)) synced_.files[inode] = now_.files[inode];
  if (now_.folders.contains(inode)) synced_.folders[inode] = now_.folders[inode];
}

void Disk::promise(int count) {
  promised_ = count;
  take_moment();
}

void Disk::take_moment() {
  const bool is_new = moments_.empty() || !(moments_.back().now == now_) ||
                      !(moments_.back().synced == synced_) || moments_.back().promised != promised_;
  if (is_new) moments_.push_back({now_, synced_, promised_});
}

void Disk::grow(Tree& tree, const State& state, const std::string& path, Inode folder) const {
  const auto names = state.folders.find(folder);
  if (names == state.folders.end()) return;  // a folder whose names were never synced is empty
  for (const auto& [name, inode] : names->second) {
    const std::string inner = join_path(path, name);
    const auto link = links_.find(inode);
    if (state.folders.contains(inode)) {
      tree[inner] = "D";
      grow(tree, state, inner, inode);
    } else if (link != links_.end()) {
      tree[inner] = "L" + link->second;
    } else {
      const auto contents = state.files.find(inode);
      const bool is_there = contents != state.files.end() && contents->second != nullptr;
      tree[inner] = "F" + (is_there ? *contents->second : std::string());
    }
  }
}

Disk::Contents Disk::with_zeros(const Contents& synced, std::size_t size) {
  std::string text = synced != nullptr ? *synced : "";
  text.resize(size);
  return std::make_shared<const std::string>(std::move(text));
}

/// The names in which the folders of two states differ.
std::vector<Disk::Change> Disk::changes(const State& before, const State& now) {
  std::vector<Change> result;
  for (const auto& [folder, fresh] : now.folders) {
    const Names& old = before.folders.at(folder);
    for (const auto& [name, inode] : fresh) {
      const auto same = old.find(name);
      if (same == old.end() || same->second != inode) result.push_back({folder, name});
    }
    for (const auto& [name, inode] : old) {
      if (!fresh.contains(name)) result.push_back({folder, name});
    }
  }
  return result;
}

/// `to`, with that name as it is in `from`.
Disk::State Disk::with(State to, const State& from, const Change& change) {
  const Names& names = from.folders.at(change.folder);
  const auto found = names.find(change.name);
  if (found == names.end()) {
    to.folders[change.folder].erase(change.name);
  } else {
    to.folders[change.folder][change.name] = found->second;
  }
  return to;
}

/// What may be left: nothing that was not synced; all names, but no contents, or zeros where room
/// was added; all contents, but no names; and each change of a name alone, or without it all
/// others.
std::vector<Disk::Tree> Disk::trees(const Moment& moment) const {
  State none = moment.synced;
  for (const auto& [inode, names] : moment.now.folders)
    none.folders[inode];  // empty when not synced
  State names = none;
  for (const auto& [inode, inner] : moment.now.folders) names.folders[inode] = inner;
  State zeros = names;
  State contents = none;
  for (const auto& [inode, text] : moment.now.files) {
    contents.files[inode] = text;
    Contents& left = zeros.files[inode];
    if (left != text) left = with_zeros(left, text->size());
  }
  std::vector<State> states = {none, names, zeros, contents};
  for (const Change& change : changes(none, names)) {
    states.push_back(with(none, names, change));
    states.push_back(with(names, none, change));
  }
  std::vector<Tree> result;
  for (const State& state : states) grow(result.emplace_back(), state, "", root_);
  return result;
}

void Disk::put(const Tree& tree) const {
  for (const std::string& name : list_folder(folder_)) remove_tree(join_path(folder_, name));
  for (const auto& [path, what] : tree) {
    const std::string place = join_path(folder_, path);
    if (what[0] == 'D') make_folder(place);
    if (what[0] == 'L') replace_link(what.substr(1), place);
    if (what[0] == 'F') write_file(place, what.substr(1));
  }
}

std::size_t Disk::after_each_loss(const std::function<void(int promised)>& look) {
  std::set<std::pair<Tree, int>> seen;
  for (const Moment& moment : moments_) {
    for (Tree& tree : trees(moment)) {
      const auto [place, is_new] = seen.emplace(std::move(tree), moment.promised);
      if (!is_new) continue;
      put(place->first);
      look(moment.promised);
      if (::testing::Test::HasFailure()) return seen.size();
    }
  }
  return seen.size();
}

}  // namespace accel::faults
