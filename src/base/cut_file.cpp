// SPDX-License-Identifier: Apache-2.0
#include "base/cut_file.h"

#include "base/sys.h"
#include "base/text.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <utility>

namespace accel {

/// One mapping. Never freed, so that the signal handler may read any of them at any time; `begin`
/// is 0 in an unused one.
struct MappedSlot {
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::size_t> size{0};
  std::string message;  ///< read only by a thread that touched this mapping, which then exists
  MappedSlot* next_free = nullptr;
};

namespace {

struct SlotBlock {
  std::array<MappedSlot, 64> slots;
  SlotBlock* next = nullptr;
};

// What the handler reads is atomic; the mutex protects changes.
std::atomic<SlotBlock*> first_block{nullptr};
std::mutex changing;
MappedSlot* first_free = nullptr;

std::atomic<char*> place{nullptr};
std::atomic<int> exit_code{1};
struct sigaction before {};

/// `changing` is held.
MappedSlot& take_slot() {
  if (first_free == nullptr) {
    auto* block = new SlotBlock;
    for (MappedSlot& slot : block->slots) slot.next_free = std::exchange(first_free, &slot);
    block->next = first_block;
    first_block = block;
  }
  return *std::exchange(first_free, first_free->next_free);
}

const MappedSlot* find_slot(std::uintptr_t address) {
  for (const SlotBlock* block = first_block; block != nullptr; block = block->next) {
    for (const MappedSlot& slot : block->slots) {
      const std::uintptr_t begin = slot.begin;
      if (begin != 0 && address >= begin && address - begin < slot.size) return &slot;
    }
  }
  return nullptr;
}

/// Only async-signal-safe calls, such as plain system calls.
void put(std::string_view text) {
  [[maybe_unused]] const ssize_t n = sys::write(STDERR_FILENO, text.data(), text.size());
}

void on_bus_error(int, siginfo_t* info, void*) {
  const MappedSlot* slot = find_slot(reinterpret_cast<std::uintptr_t>(info->si_addr));
  if (slot == nullptr || info->si_code != BUS_ADRERR) {  // happens again, without us
    ::sigaction(SIGBUS, &before, nullptr);
    if (info->si_code <= 0) ::raise(SIGBUS);  // another process sent it
    return;
  }
  const std::string& message = slot->message;
  if (char* text = place) {
    message.copy(text, sizeof(CutFileText) - 1);
  } else {
    put("accel: error: ");
    put(message);
    put("\n");
  }
  ::_exit(exit_code);
}

void watch() {
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO;
  ::sigemptyset(&action.sa_mask);
  struct sigaction old {};
  ::sigaction(SIGBUS, &action, &old);
  const bool is_ours = (old.sa_flags & SA_SIGINFO) != 0 && old.sa_sigaction == on_bus_error;
  if (!is_ours) before = old;
}

}  // namespace

void report_cut_files(int code) {
  place = nullptr;
  exit_code = code;
  watch();
}

void report_cut_files(CutFileText& text) {
  place = text;
  exit_code = 1;
  watch();
}

MappedRange::MappedRange(const void* begin, std::size_t size, const std::string& path) {
  const std::lock_guard lock(changing);
  slot_ = &take_slot();
  slot_->message =
      escaped(path) + ": the file was truncated, or the disk failed, while it was being read";
  slot_->size = size;
  slot_->begin = reinterpret_cast<std::uintptr_t>(begin);
}

void MappedRange::swap(MappedRange& other) noexcept { std::swap(slot_, other.slot_); }

void MappedRange::forget() {
  if (slot_ == nullptr) return;
  const std::lock_guard lock(changing);
  slot_->begin = 0;
  slot_->message.clear();
  slot_->next_free = first_free;
  first_free = std::exchange(slot_, nullptr);
}

}  // namespace accel
