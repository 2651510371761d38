// SPDX-License-Identifier: Apache-2.0
// Random graphs of jobs, and random edits, against a model of what must run (Model::build): after
// each edit one of two scripts, which share a workdir, is built, and every job must be made or
// reused, under the id, that the model says. Two jobs have one key if and only if all that their
// results depend on is the same. Half of the builds ask for each job before they request the next;
// in the others jobs run side by side and end in a random order, and only their numbers may differ.
//
// ACCEL_MODEL_SEED and ACCEL_MODEL_STEPS choose another run.
#include "engine_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

namespace accel {
namespace {

constexpr int kSteps = 6'000;
constexpr int kStepsOfAWorkdir = 100;  // so that a failure has a short history

struct Run {
  Fate fate = Fate::ends;
  int bad_rows = 0;
};

/// Everything that a request may contain.
struct Wish {
  std::string recipe;  ///< all that the results depend on
  int max_bad = 0;
  int slices = 0;
  bool is_forced = false;
};

/// What must run.
class Model {
 public:
  /// `run`: how the job would end. `number`: that of a new job; -1: the next.
  std::string build(const Wish& wish, const Run& run, int first_new, int number = -1) {
    StandingJob& last = standing_[wish.recipe];
    const bool passed_over = wish.is_forced && last.number < first_new;
    const bool is_finished = last.number >= 0 && last.is_finished;
    if (is_finished && !passed_over && last.bad_rows <= wish.max_bad) return name("reused", last);
    const bool goes_on =
        last.number >= 0 && !is_finished && !passed_over && last.slices == wish.slices;
    const bool ends = run.fate == Fate::ends && run.bad_rows <= wish.max_bad;
    const int fresh = number >= 0 ? number : next_;
    const StandingJob next{goes_on ? last.number : fresh, ends, run.bad_rows, wish.slices};
    next_ = std::max(next_, next.number + 1);
    slices_[next.number] = wish.slices;
    if (ends || !is_finished) last = next;  // a run that fails replaces no finished job
    return name(ends ? "made" : "failed", next);
  }
  void remove(int number) {
    for (auto& [recipe, job] : standing_) {
      if (job.number == number) job.number = -1;
    }
  }
  int next() const { return next_; }
  int slices_of(int number) const { return slices_.at(number); }

 private:
  struct StandingJob {
    int number = -1;  ///< -1: none is there
    bool is_finished = false;
    int bad_rows = 0;
    int slices = 0;
  };
  static std::string name(const char* outcome, const StandingJob& job) {
    return std::string(outcome) + " dev-" + std::to_string(job.number);
  }
  std::map<std::string, StandingJob> standing_;
  std::map<int, int> slices_;
  int next_ = 0;
};

/// One call of urd.build.
struct Node {
  std::string method;
  int size = 1;
  int max_bad = 0;
  int photo = 0;                ///< that it imports
  int source = -1;              ///< a node before it; -1: none
  std::vector<int> reads = {};  ///< likewise
};

class ReuseModel {
 public:
  explicit ReuseModel(unsigned seed) : random_(seed) {
    world_.project.flags = {"-O2"};
    world_.runner.fate = [this](const JobSetup&) { return run_.fate; };
    for (const char* method : kMethods) edit_code(method);
    for (int photo = 0; photo < kPhotos; ++photo) edit_photo(photo);
  }
  ~ReuseModel() {
    if (::testing::Test::HasFailure()) world_.folder.keep();
  }

  void begin_workdir(int number) {
    remove_tree(parent_path(world_.project.workdir));
    world_.project.workdir = world_.path("workdirs" + std::to_string(number) + "/dev");
    model_ = Model();
    recipes_.clear();
    keys_.clear();
    for (auto& script : scripts_) {
      script.clear();
      for (int i = 0; i < kNodes; ++i) script.push_back(random_node(i));
    }
  }

  void step() {
    mode_ = {};
    edit();
    run_ = random_run();
    world_.runner.bad_rows = static_cast<std::uint64_t>(run_.bad_rows);
    const std::vector<Node>& script = scripts_[pick(2)];
    one_in(2) ? build(script) : build_side_by_side(script);
  }

  int made = 0, reused = 0, failed = 0;

 private:
  static constexpr const char* kMethods[] = {"import", "import_all", "thumb", "hist"};
  static constexpr int kNodes = 6;
  static constexpr int kPhotos = 3;

  int pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  bool one_in(int count) { return pick(count) == 0; }

  Node random_node(int place) {
    Node node;
    node.method = kMethods[place == 0 ? pick(2) : pick(4)];
    node.size = pick(2);
    node.max_bad = 2 * pick(3);
    node.photo = pick(kPhotos);
    if (place > 0 && !one_in(3)) node.source = pick(place);
    for (int i = 0; i < place; ++i) {
      if (one_in(4)) node.reads.push_back(i);
    }
    return node;
  }

  Run random_run() {
    if (one_in(8)) return {Fate::fails, 0};
    if (one_in(8)) return {Fate::is_cut_short, 0};
    return {Fate::ends, one_in(3) ? 1 + 2 * pick(3) : 0};
  }

  void edit_code(const std::string& method) {
    code_[method] = "int version = " + std::to_string(pick(2)) + ";";
    world_.write_method(method, code_[method] + (one_in(2) ? "  // said otherwise" : ""));
  }
  void edit_photo(int photo) {
    const std::string name = "photos/" + std::to_string(photo) + ".jpg";
    photos_[photo] = "contents " + std::to_string(pick(2));
    world_.write(name, photos_[photo]);
  }

  void edit() {
    std::vector<Node>& script = scripts_[pick(2)];
    Node& node = script[static_cast<std::size_t>(pick(kNodes))];
    switch (pick(12)) {
      case 0: node.size = pick(2); break;
      case 1: node.max_bad = 2 * pick(3); break;
      case 2: edit_code(kMethods[pick(4)]); break;
      case 3: edit_photo(pick(kPhotos)); break;
      case 4: remove_jobs(); break;
      case 5: force(kMethods[pick(4)]); break;
      case 6: world_.project.slices = 3 + pick(2); break;
      case 7: world_.project.flags = {one_in(2) ? "-O2" : "-O3"}; break;
      case 8: world_.project.images.max_pixels = 1000 * (1 + pick(2)); break;
      case 9: node = random_node(static_cast<int>(&node - script.data())); break;
      case 10: scripts_[0] = scripts_[1]; break;
      default: break;
    }
  }

  void force(const std::string& method) {
    if (model_.next() > 0) mode_ = world_.forcing(method);
  }

  void remove_jobs() {
    for (const std::string& id : Store(world_.project.workdir).list()) {
      if (!one_in(4)) continue;
      remove_tree(world_.job_path(id));
      model_.remove(std::stoi(id.substr(4)));
    }
  }

  bool is_import(const Node& node) const { return node.method.starts_with("import"); }

  Wish wish_of(const Node& node, const std::vector<std::string>& ids) const {
    Wish wish;
    wish.max_bad = node.max_bad;
    wish.slices = world_.project.slices;
    wish.is_forced = mode_.forced.contains(node.method);
    wish.recipe = node.method + "\n" + code_.at(node.method) + "\nsize " +
                  std::to_string(node.size) + "\nflags " + world_.project.flags[0];
    if (node.method == "thumb") {
      wish.recipe += "\npixels " + std::to_string(world_.project.images.max_pixels);
    }
    if (is_import(node)) {
      wish.recipe += "\n" + std::to_string(node.photo) + " " + photos_.at(node.photo);
      return wish;
    }
    if (node.source >= 0) {
      const std::string& id = ids[static_cast<std::size_t>(node.source)];
      wish.recipe += "\nsource " + id;
      wish.slices = model_.slices_of(std::stoi(id.substr(4)));
    }
    for (const int i : node.reads) wish.recipe += "\nreads " + ids[static_cast<std::size_t>(i)];
    return wish;
  }
  static Arguments arguments_of(const Node& node, bool is_import, const std::vector<Job>& jobs) {
    Arguments arguments{{"size", node.size}, {"max_bad", node.max_bad}};
    if (is_import) {
      arguments.add("files", "photos/" + std::to_string(node.photo) + ".jpg");
      return arguments;
    }
    std::vector<Job> reads;
    for (const int i : node.reads) reads.push_back(jobs[static_cast<std::size_t>(i)]);
    arguments.add("reads", reads);
    if (node.source >= 0) arguments.add("source", jobs[static_cast<std::size_t>(node.source)]);
    return arguments;
  }

  void build(const std::vector<Node>& script) {
    const int first_new = model_.next();
    std::vector<std::string> expected, ids;
    std::vector<Wish> wishes;
    for (const Node& node : script) {
      wishes.push_back(wish_of(node, ids));
      expected.push_back(model_.build(wishes.back(), run_, first_new));
      ids.push_back(expected.back().substr(expected.back().find(' ') + 1));
      if (expected.back().starts_with("failed")) break;
    }
    const BuildResult result = world_.run(
        [&](detail::Engine& engine) {
          std::vector<Job> jobs;
          for (const Node& node : script) {
            const Arguments arguments = arguments_of(node, is_import(node), jobs);
            jobs.push_back(engine.build(node.method, arguments, kHere));
            (void)jobs.back().id();
          }
        },
        mode_);
    compare(result, expected, wishes);
  }

  void compare(const BuildResult& result, const std::vector<std::string>& expected,
               const std::vector<Wish>& wishes) {
    ASSERT_EQ(result.lines.size(), expected.size()) << result.text() << "\n" << result.error;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::string outcome = result.lines[i].at("outcome");
      const std::string id = result.lines[i].at("job");
      ASSERT_EQ(outcome + " " + id, expected[i]) << wishes[i].recipe << "\n" << result.text();
      note(outcome, id, wishes[i]);
    }
  }

  /// How the calls ended: the job of each, empty if it has none; and the jobs that failed.
  struct CallsEnd {
    std::vector<std::string> jobs;
    std::map<std::size_t, std::string> failed;  ///< by call
  };

  BuildResult run_side_by_side(const std::vector<Node>& script, CallsEnd& end) {
    const std::size_t ran_before = world_.runner.ran.size();
    world_.runner.cores = static_cast<std::size_t>(1 + pick(3));
    world_.runner.next = [this](std::size_t running) {
      return static_cast<std::size_t>(pick(static_cast<int>(running)));
    };
    world_.runner.ends_unasked = [this] { return one_in(2); };
    const BuildResult result = world_.run(
        [&](detail::Engine& engine) {
          std::vector<Job> jobs;
          try {
            for (const Node& node : script) {
              const Arguments arguments = arguments_of(node, is_import(node), jobs);
              const int line = static_cast<int>(jobs.size()) + 1;
              jobs.push_back(engine.build(node.method, arguments, {"build.cpp", line}));
            }
          } catch (const Error&) {  // a job that it reads has failed
          }
          // A job that was not started because another failed throws that failure, once.
          for (std::size_t i = 0; i < jobs.size(); ++i) {
            for (const Job& job : jobs) (void)id_or_none(job);
          }
          for (const Job& job : jobs) end.jobs.push_back(id_or_none(job));
        },
        mode_);
    world_.runner.cores = 1;
    world_.runner.next = nullptr;
    world_.runner.ends_unasked = nullptr;
    for (std::size_t i = ran_before; i < world_.runner.ran.size(); ++i) {
      const JobSetup& setup = world_.runner.ran[i];
      const auto call = static_cast<std::size_t>(setup.origin.line - 1);
      if (end.jobs[call].empty()) end.failed[call] = setup.job;
    }
    return result;
  }

  static std::string id_or_none(const Job& job) {
    try {
      return job.id();
    } catch (const Error&) {
      return "";
    }
  }

  void build_side_by_side(const std::vector<Node>& script) {
    const int first_new = model_.next();
    CallsEnd end;
    const BuildResult result = run_side_by_side(script, end);
    std::size_t next_line = 0;
    for (std::size_t i = 0; i < end.jobs.size(); ++i) {
      const Node& node = script[i];
      const std::string& job = end.failed.contains(i) ? end.failed.at(i) : end.jobs[i];
      if (job.empty()) {
        ASSERT_FALSE(end.failed.empty()) << result.text() << "\n" << result.error;
        continue;
      }
      ASSERT_TRUE(has_inputs(node, end.jobs)) << i << ": " << result.text();
      const Wish wish = wish_of(node, end.jobs);
      const std::string expected = model_.build(wish, run_, first_new, std::stoi(job.substr(4)));
      const Document& line = result.lines.at(next_line++);
      const std::string outcome = line.at("outcome");
      ASSERT_EQ(outcome + " " + line.at("job").get<std::string>(), expected)
          << i << ": " << wish.recipe << "\n"
          << result.text();
      note(outcome, job, wish);
    }
    ASSERT_EQ(next_line, result.lines.size()) << result.text();
  }

  static bool has_inputs(const Node& node, const std::vector<std::string>& jobs) {
    if (node.method.starts_with("import")) return true;
    const auto is_there = [&](int i) { return !jobs[static_cast<std::size_t>(i)].empty(); };
    return (node.source < 0 || is_there(node.source)) && std::ranges::all_of(node.reads, is_there);
  }

  void note(const std::string& outcome, const std::string& id, const Wish& wish) {
    made += outcome == "made" ? 1 : 0;
    reused += outcome == "reused" ? 1 : 0;
    failed += outcome == "failed" ? 1 : 0;
    const std::string key = digest_of(read_file(world_.job_path(id) + "/key.txt")).hex();
    ASSERT_EQ(keys_.emplace(wish.recipe, key).first->second, key) << wish.recipe;
    ASSERT_EQ(recipes_.emplace(key, wish.recipe).first->second, wish.recipe);
  }

  std::mt19937 random_;
  EngineWorld world_;
  Model model_;
  BuildMode mode_;
  Run run_;
  std::map<std::string, std::string> code_;
  std::map<int, std::string> photos_;
  std::vector<Node> scripts_[2];
  std::map<std::string, std::string> keys_, recipes_;  ///< by each other
};

unsigned number_from(const char* variable, unsigned otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? static_cast<unsigned>(std::atoi(text)) : otherwise;
}

TEST(ReuseModel, AgreesWithTheEngineWhateverIsEdited) {
  const unsigned seed = number_from("ACCEL_MODEL_SEED", std::random_device{}() % 1'000'000);
  const int steps = static_cast<int>(number_from("ACCEL_MODEL_STEPS", kSteps));
  ReuseModel model(seed);
  for (int step = 0; step < steps; ++step) {
    if (step % kStepsOfAWorkdir == 0) model.begin_workdir(step / kStepsOfAWorkdir);
    model.step();
    if (::testing::Test::HasFailure()) FAIL() << "seed " << seed << ", step " << step;
  }
  std::printf("seed %u: %d made, %d reused, %d failed\n", seed, model.made, model.reused,
              model.failed);
}

}  // namespace
}  // namespace accel
