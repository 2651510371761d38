// SPDX-License-Identifier: Apache-2.0
#include "method/compile.h"

#include "base/text.h"
#include "method/compilation.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <set>

namespace accel {
namespace {

/// Runs task(0) ... task(count - 1), at most `concurrency` at once, here too. The first exception
/// comes out when all threads have ended.
void run_all(std::size_t count, int concurrency, const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) task(i);
  };
  const std::size_t threads = std::min(count, static_cast<std::size_t>(std::max(concurrency, 1)));
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < threads; ++i) {
    others.push_back(std::async(std::launch::async, work));
  }
  work();
  for (std::future<void>& other : others) other.get();
}

/// Those that nothing in the cache answers, by their place in the list of units.
using Compilations = std::vector<std::pair<std::size_t, std::unique_ptr<Compilation>>>;

void make_headers(const CompileSession& session, const Compilations& compilations) {
  std::set<std::string> wanted;
  for (const auto& [place, compilation] : compilations) {
    for (std::size_t i = 0; i < compilation->source_count(); ++i) {
      if (compilation->header_for(i)) wanted.insert(*compilation->header_for(i));
    }
  }
  const std::vector<std::string> headers(wanted.begin(), wanted.end());
  run_all(headers.size(), session.settings.concurrency,
          [&](std::size_t i) { session.precompiled.make(headers[i]); });
}

void compile_sources(const CompileSession& session, const Compilations& compilations) {
  std::vector<std::pair<Compilation*, std::size_t>> calls;
  for (const auto& [place, compilation] : compilations) {
    for (std::size_t i = 0; i < compilation->source_count(); ++i) {
      calls.emplace_back(compilation.get(), i);
    }
  }
  run_all(calls.size(), session.settings.concurrency,
          [&](std::size_t i) { calls[i].first->compile_source(calls[i].second); });
}

CompileResult no_sources(const Unit& unit) {
  return CompileError("cannot compile " + quote(unit.name) + ": it has no sources", "");
}

}  // namespace

CompileError::CompileError(std::string message, std::string output)
    : Error(std::move(message)), output_(std::move(output)) {}

std::vector<CompileResult> compile_all(const std::vector<Unit>& units,
                                       const CompileSettings& settings) {
  if (units.empty()) return {};
  const CompileSession session(settings);
  std::vector<CompileResult> results(units.size());
  Compilations compilations;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].sources.empty()) {
      results[i] = no_sources(units[i]);
    } else if (const auto record = session.cache.find(units[i])) {
      Compiled found = compiled_of(session, units[i], *record);
      found.was_cached = true;
      results[i] = std::move(found);
    } else {
      compilations.emplace_back(i, std::make_unique<Compilation>(session, units[i]));
    }
  }
  make_headers(session, compilations);
  compile_sources(session, compilations);
  run_all(compilations.size(), settings.concurrency, [&](std::size_t i) {
    results[compilations[i].first] = compilations[i].second->finish();
  });
  return results;
}

std::string compiler_version(const CompileSettings& settings) {
  return find_compiler(settings).version;
}

}  // namespace accel
