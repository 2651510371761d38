// SPDX-License-Identifier: Apache-2.0
#include "method/compile.h"

#include "base/text.h"
#include "base/threads.h"
#include "method/compilation.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <set>

namespace accel {
namespace {

constexpr useconds_t kLookAgainUs = 10'000;  // a compiler takes far longer

/// Runs task(0) ... task(count - 1), at most `concurrency` at once, here too. The first exception
/// comes out when all threads have ended.
void run_all(std::size_t count, int concurrency, const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) task(i);
  };
  const std::size_t threads = std::min(count, static_cast<std::size_t>(std::max(concurrency, 1)));
  in_threads(threads, [&](std::size_t) { work(); });
}

/// The units that are not in the cache, by their place in the list.
using Compilations = std::vector<std::pair<std::size_t, std::unique_ptr<Compilation>>>;

/// Precompiled headers by whether they are ready.
struct Headers {
  std::set<std::string> ready;
  std::vector<std::string> missing;
};

Headers wanted_headers(const CompileSession& session, const Compilations& compilations) {
  std::set<std::string> wanted;
  for (const auto& [place, compilation] : compilations) {
    for (std::size_t i = 0; i < compilation->source_count(); ++i) {
      if (compilation->header_for(i)) wanted.insert(*compilation->header_for(i));
    }
  }
  Headers headers;
  for (const std::string& header : wanted) {
    if (session.precompiled.is_ready(header)) {
      headers.ready.insert(header);
    } else {
      headers.missing.push_back(header);
    }
  }
  return headers;
}

void compile_sources(const CompileSession& session, const Compilations& compilations) {
  const int concurrency = session.settings.concurrency;
  std::vector<std::function<void()>> tasks;
  for (const auto& [place, compilation] : compilations) {
    for (std::size_t i = 0; i < compilation->source_count(); ++i) {
      tasks.emplace_back([&one = *compilation, i] { one.compile_source(i); });
    }
  }
  Headers headers = wanted_headers(session, compilations);
  const auto make = [&](std::size_t i) { session.precompiled.make(headers.missing[i]); };
  // A first build of few units leaves cores idle: they make the headers, for the next build.
  const std::size_t count = headers.missing.size();
  const bool beside = tasks.size() + count <= static_cast<std::size_t>(std::max(concurrency, 1));
  if (beside) {
    for (std::size_t i = 0; i < count; ++i) tasks.emplace_back([&make, i] { make(i); });
  } else {
    run_all(count, concurrency, make);
    headers = wanted_headers(session, compilations);
  }
  for (const auto& [place, compilation] : compilations) compilation->keep_headers(headers.ready);
  run_all(tasks.size(), concurrency, [&](std::size_t i) { tasks[i](); });
}

CompileResult no_sources(const Unit& unit) {
  return CompileError("cannot compile " + quote(unit.name) + ": it has no sources", "");
}

/// The units of one compile_all() and their results so far.
class CompileQueue {
 public:
  CompileQueue(const CompileSession& session, const std::vector<Unit>& units)
      : results(units.size()), session_(session), units_(units) {}

  /// Without a compiler.
  bool find(std::size_t place) {
    const Unit& unit = units_[place];
    if (unit.sources.empty()) {
      results[place] = no_sources(unit);
      return true;
    }
    const auto record = session_.cache.find(unit);
    if (!record) return false;
    CompiledUnit found = compiled_of(session_, unit, *record);
    found.was_cached = true;
    results[place] = std::move(found);
    return true;
  }

  /// Compiles what no other process compiles; returns the rest, after a short wait. It waits
  /// without a lock, so that two builds cannot wait for each other.
  std::vector<std::size_t> compile(const std::vector<std::size_t>& missing) {
    std::vector<ByteLock> locks;
    std::vector<std::size_t> others;
    Compilations compilations;
    for (const std::size_t place : missing) {
      ByteLock lock = session_.cache.lock(units_[place]);
      if (!lock.try_lock()) {
        others.push_back(place);
        continue;
      }
      locks.push_back(std::move(lock));
      if (find(place)) continue;  // the process that had the lock has made it
      compilations.emplace_back(place, std::make_unique<Compilation>(session_, units_[place]));
    }
    if (!compilations.empty()) compile_sources(session_, compilations);
    run_all(compilations.size(), session_.settings.concurrency, [&](std::size_t i) {
      results[compilations[i].first] = compilations[i].second->finish();
    });
    if (locks.empty()) others = wait(others);
    return others;
  }

  std::vector<CompileResult> results;

 private:
  std::vector<std::size_t> wait(const std::vector<std::size_t>& others) {
    const auto& is_interrupted = session_.settings.is_interrupted;
    if (!is_interrupted || !is_interrupted()) {
      ::usleep(kLookAgainUs);
      return others;
    }
    for (const std::size_t place : others) {
      results[place] = CompileError("cannot compile " + quote(units_[place].name) +
                                        ": interrupted while another process compiled it",
                                    "");
    }
    return {};
  }

  const CompileSession& session_;
  const std::vector<Unit>& units_;
};

}  // namespace

CompileError::CompileError(std::string message, std::string output)
    : Error(std::move(message)), output_(std::move(output)) {}

std::vector<CompileResult> compile_all(const std::vector<Unit>& units,
                                       const CompileSettings& settings) {
  if (units.empty()) return {};
  const CompileSession session(settings);
  CompileQueue work(session, units);
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (!work.find(i)) missing.push_back(i);
  }
  if (missing.empty()) return work.results;
  while (!missing.empty()) missing = work.compile(missing);
  trim_cache(settings.cache, settings.cache_bound);
  return work.results;
}

std::string compiler_version(const CompileSettings& settings) {
  return find_compiler(settings).version;
}

}  // namespace accel
