// SPDX-License-Identifier: Apache-2.0
// A disk whose power may fail at any moment. By the hook of src/base/sys.h it notes what was
// synced: a file's contents by fsync of the file, the names in a folder by fsync of the folder,
// everything by syncfs. What was not synced may be there after the loss or not, in any order, so
// from each moment many trees can come; each can be put onto the real disk, and looked at with the
// real code.
#pragma once

#include "base/fd.h"
#include "base/sys.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace accel::faults {

class Disk : public sys::Hook {
 public:
  /// All that lies in `folder` now is synced. Put this in place as the hook.
  explicit Disk(std::string folder);

  int before(sys::Call& /*call*/) override { return 0; }
  void after(const sys::Call& call) override;

  /// From here on holds what is promised after `count` steps; look() is informed.
  void promise(int count);
  /// Puts each tree that a loss of power could have left into the folder, in place of what is
  /// there, and calls `look` with what was promised at that moment. Returns how many trees there
  /// were.
  std::size_t after_each_loss(const std::function<void(int promised)>& look);
  std::size_t moments() const { return moments_.size(); }

 private:
  using Inode = std::uint64_t;
  using Names = std::map<std::string, Inode>;
  using Contents = std::shared_ptr<const std::string>;
  struct State {
    std::map<Inode, Names> folders;
    std::map<Inode, Contents> files;
    friend bool operator==(const State&, const State&) = default;
  };
  struct Moment {
    State now;
    State synced;
    int promised;
  };
  /// A name in a folder that is not on disk as it is now.
  struct Change {
    Inode folder;
    std::string name;
  };
  /// Paths below the folder: contents of files ("F..."), targets of links ("L"), folders ("D").
  using Tree = std::map<std::string, std::string>;

  void scan(const std::string& path, Inode inode);
  Inode inode_of(const std::string& path);
  void note_synced(Inode inode);
  void take_moment();
  static Contents with_zeros(const Contents& synced, std::size_t size);
  static std::vector<Change> changes(const State& before, const State& now);
  static State with(State to, const State& from, const Change& change);
  std::vector<Tree> trees(const Moment& moment) const;
  void grow(Tree& tree, const State& state, const std::string& path, Inode folder) const;
  void put(const Tree& tree) const;

  std::string folder_;
  std::map<Inode, Fd> held_;  ///< so that no inode is given to another file
  Inode root_;
  std::map<Inode, std::string> links_;  ///< where each leads, from its start to its end
  State now_;
  State synced_;
  int promised_ = 0;
  std::vector<Moment> moments_;
};

}  // namespace accel::faults
