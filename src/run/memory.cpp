// SPDX-License-Identifier: Apache-2.0
#include "run/memory.h"

#include "base/file.h"

#include <cstdlib>

namespace accel {
namespace {

/// Counts the whole machine, memory limits of control groups included (proc(5), oom_kill).
std::uint64_t kills_so_far() {
  const auto text = find_contents("/proc/vmstat").value_or("");
  const auto place = text.find("\noom_kill ");
  return place == std::string::npos ? 0 : std::strtoull(text.c_str() + place + 10, nullptr, 10);
}

}  // namespace

std::string with_memory_hint(std::string what) {
  return what.append(
      "\n  give it more memory, or run fewer workers at once (accel.toml: concurrency)");
}

MemoryWatch::MemoryWatch() : before_(kills_so_far()) {}
bool MemoryWatch::has_run_out() const { return kills_so_far() > before_; }

}  // namespace accel
