// SPDX-License-Identifier: Apache-2.0
#include "method/compile.h"

#include "base/text.h"
#include "base/threads.h"
#include "method/compilation.h"

#include <algorithm>
#include <atomic>
#include <functional>
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
  in_threads(threads, [&](std::size_t) { work(); });
}

/// Those that nothing in the cache answers, by their place in the list of units.
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
  // A first build of little has cores to spare: the headers are made beside it, for the next one.
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
