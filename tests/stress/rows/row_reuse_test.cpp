// SPDX-License-Identifier: Apache-2.0
// Whatever was built before, a build gives what a build from nothing gives. In each step the inputs
// are edited at random, or jobs are removed, or a build is killed. Then one of five scripts is
// built in the workdir "dev", where all earlier jobs are, and in an empty workdir. All that the
// jobs hold must be equal. Rows with the same identity must hold the same values. The number of
// computed rows must lie between the bounds of RowModel.
//
// ACCEL_ROWS_SEED and ACCEL_ROWS_STEPS choose another run.
#include "dataset/manifest.h"
#include "job/setup.h"
#include "job_contents.h"
#include "row_inputs.h"
#include "row_model.h"
#include "row_project.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace accel {
namespace {

constexpr int kSteps = 30;
constexpr int kStepsOfAWorkdir = 25;  // so that a failure has a short history

int from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : otherwise;
}

/// A call whose rows are counted, and the source of the rows that its map reads.
struct PureCall {
  std::string script, method;
  std::size_t nth;
  std::string recipe;
  std::string reads;  ///< "files", "take", "shout": the first job of that method
};
const PureCall kPureCalls[] = {
    {"maps.cpp", "take", 0, "take", "files"},    {"maps.cpp", "shout", 0, "shout", "take"},
    {"maps.cpp", "shout", 1, "louder", "shout"}, {"maps.cpp", "shout", 2, "again", "take"},
    {"columns.cpp", "take", 0, "take", "files"}, {"ways.cpp", "take", 0, "take", "files"},
    {"columns.cpp", "mix", 0, "mix", "take"},    {"phases.cpp", "take", 0, "take", "files"},
    {"phases.cpp", "save", 0, "save", "take"},   {"columns.cpp", "hum", 0, "hum", "take"},
    {"reads.cpp", "take", 0, "take", "files"},   {"reads.cpp", "shout", 0, "shout", "take"},
    {"files.cpp", "take", 0, "take", "files"},
};

/// What the map reads for a text. Absent values are equal.
std::string value_of(const PureCall& call, const std::string& text) {
  return is_absent(text) || (call.reads == "shout" && is_loud(text)) ? "" : text;
}

class RowReuse {
 public:
  RowReuse() {
    for (unsigned seed : {1U, 2U}) {
      Random random(seed);
      const RowInputs inputs = random_inputs(random);
      project_.write(inputs);
      const RowBuild build = project_.build("maps.cpp", inputs, "base");
      if (!build.is_done) throw Error(build.text);
      sources_[build.jobs.at(0).id] = inputs;
    }
    project_.close_base();
  }

  void begin_workdir(unsigned seed) {
    random_.seed(seed);
    remove_tree(project_.workdir("dev"));
    model_ = {};
    inputs_ = random_inputs(random_);
    states_ = {inputs_};
    is_whole_ = true;
    values_.clear();
    parts_.clear();
  }

  /// Returns what it did to the inputs and to the workdir.
  std::string edit() { return edit(kScripts[pick(random_, std::size(kScripts))]); }
  std::string edit(const std::string& script) {
    script_ = script;
    if (script == "reads.cpp" && pick(random_, 2) == 0) return edit_mark();
    if (pick(random_, 3) != 0) inputs_.max_bad = "1000";  // most builds end well
    std::string done = edit_any();
    while (pick(random_, 3) == 0) done += ", " + edit_any();
    write_inputs();
    states_.push_back(inputs_);
    return done + ", build " + script_;
  }

  void build() {
    const RowBuild build = project_.build(script_, inputs_, "dev");
    remove_tree(project_.workdir("fresh"));
    const RowBuild fresh = project_.build(script_, inputs_, "fresh", slices_of(build));
    ASSERT_EQ(build.is_done, fresh.is_done) << build.text << fresh.text;
    const bool may_fail = inputs_.max_bad != "1000" || script_ == "files.cpp";
    ASSERT_TRUE(build.is_done || may_fail) << build.text;  // for no other reason
    ASSERT_EQ(build.jobs.size(), fresh.jobs.size()) << build.text << fresh.text;
    for (std::size_t i = 0; i < build.jobs.size(); ++i) compare(build.jobs[i], fresh.jobs[i]);
    RowModel nothing_before;
    expect_counts(nothing_before, fresh);
    expect_counts(model_, build);
    if (!build.is_done) return cut_short();
    expect_rows(build);
    expect_reused(build);
    verify(build);
    const RowBuild again = project_.build(script_, inputs_, "dev");
    for (const BuiltJob& job : again.jobs) EXPECT_EQ(job.outcome, "reused") << again.text;
    for (const BuiltJob& job : build.jobs) ++(job.kept_slices > 0 ? resumed_ : compared_);
  }

  std::string counts() const {
    return std::to_string(compared_ + resumed_) + " jobs compared, " + std::to_string(resumed_) +
           " of them resumed; " + std::to_string(reused_) + " reused for the same reads";
  }

 private:
  static constexpr const char* kScripts[] = {"maps.cpp", "columns.cpp", "phases.cpp",
                                             "ways.cpp", "files.cpp",   "reads.cpp"};

  std::string edit_any() {
    switch (pick(random_, 12)) {
      case 0: return restore();
      case 1: return remove_job();
      case 2: return collect();
      case 3: return change_source();
      case 4:
      case 5: return kill_build();
      default: return edit_inputs(inputs_, random_);
    }
  }
  /// Changes one column of the job of shout, and nothing else.
  std::string edit_mark() {
    inputs_.mark = inputs_.mark == "~" ? "^" : "~";
    write_inputs();
    states_.push_back(inputs_);
    return "set only mark to " + inputs_.mark + ", build " + script_;
  }
  void cut_short() {
    model_.cut_short();
    parts_.clear();
  }
  std::string restore() {
    const std::size_t which = pick(random_, states_.size());
    inputs_ = states_[which];
    return "restore the inputs of step " + std::to_string(static_cast<int>(which) - 1);
  }
  std::string remove_job() {
    std::vector<std::string> jobs;
    for (const std::string& name : list_folder(project_.workdir("dev"))) {
      if (find_job_id(name)) jobs.push_back(name);
    }
    if (jobs.empty()) return "remove no job";
    const std::string& job = jobs[pick(random_, jobs.size())];
    remove_tree(project_.job_path(job));
    is_whole_ = false;
    return "rm -r " + job;
  }
  std::string collect() {
    if (!exists(project_.workdir("dev"))) return "gc of nothing";
    const ProgramOutput output = project_.run({"gc", "--delete", "--keep", "0"});
    EXPECT_TRUE(output.status.ok()) << output.err;
    return "gc";
  }
  std::string change_source() {
    inputs_.source.clear();
    const std::size_t which = pick(random_, sources_.size() + 1);
    if (which < sources_.size())
      inputs_.source = std::next(sources_.begin(), static_cast<std::ptrdiff_t>(which))->first;
    return "read '" + inputs_.source + "'";
  }
  void write_inputs() {
    if (script_ == "phases.cpp") inputs_ = without_repeats(inputs_);  // save names files by names
    project_.write(inputs_);
  }
  std::string kill_build() {
    const std::string done = edit_inputs(inputs_, random_);
    write_inputs();
    project_.kill_build(script_, inputs_, static_cast<int>(1 + pick(random_, 2)));
    cut_short();
    return done + ", kill a build";
  }

  const RowInputs& row_inputs() const {
    return inputs_.source.empty() ? inputs_ : sources_.at(inputs_.source);
  }

  /// How many slices the rows have. If the job is reused, accel.toml may have another number.
  std::optional<int> slices_of(const RowBuild& build) const {
    if (build.jobs.empty() || build.jobs[0].outcome == "failed") return {};
    const std::string& id = build.jobs[0].id;
    return read_manifest({id, "default"}, project_.job_path(id)).slices();
  }

  void compare(const BuiltJob& job, const BuiltJob& fresh) {
    ASSERT_EQ(job.method, fresh.method);
    ASSERT_EQ(job.outcome == "failed", fresh.outcome == "failed") << job.id;
    if (job.outcome == "failed") return;
    try {
      note_identities(job.id, project_.workdirs(), values_);
      EXPECT_EQ(job_contents(job.id, project_.workdirs()),
                job_contents(fresh.id, project_.workdirs()))
          << job.id << " (" << job.method << ", " << job.outcome << ")";
    } catch (const Error& error) {
      ADD_FAILURE() << job.id << " (" << job.method << "): " << error.what();
    }
  }

  /// Checks the rows of maps.cpp against the inputs alone, not against the build from nothing.
  void expect_rows(const RowBuild& build) const {
    if (script_ != "maps.cpp") return;
    const std::string pick = build.find("pick", 0)->id, join = build.find("join", 0)->id;
    const RowInputs& inputs = row_inputs();
    std::vector<std::string> even, rest;
    for (const std::string& name : inputs.order) {
      const std::string digit = digit_of(inputs.texts.at(name));
      if (!is_absent(inputs.texts.at(name))) {
        (digit != "-" && (digit[0] - '0') % 2 == 0 ? even : rest).push_back(name);
      }
    }
    EXPECT_EQ(names_of({pick, "default"}), even);
    EXPECT_EQ(names_of({pick, "rest"}), rest);
    std::vector<std::string> joined = names_of({join, "default"});
    even.insert(even.end(), rest.begin(), rest.end());
    std::ranges::sort(even);
    std::ranges::sort(joined);
    EXPECT_EQ(joined, even);
    expect_bad_rows(build);
  }
  void expect_bad_rows(const RowBuild& build) const {
    std::vector<std::string> bad, loud;
    for (const std::string& name : row_inputs().order) {
      const std::string& text = row_inputs().texts.at(name);
      if (is_absent(text) || is_half(text)) bad.push_back(name);
      if (!is_absent(text) && is_loud(text)) loud.push_back(name);
    }
    const std::string& shout = build.find("shout", 0)->id;
    EXPECT_EQ(bad_names(project_.job_path(shout)), loud);
    const std::string take = inputs_.source.empty() ? build.jobs[0].id : inputs_.source;
    EXPECT_EQ(bad_names(project_.job_path(take)), bad);
  }
  /// The names of the rows. Checks their other columns.
  std::vector<std::string> names_of(const Reference& dataset) const {
    const auto column = [&](const char* name) {
      return column_texts(dataset, name, project_.workdirs());
    };
    const std::vector<std::string> names = column("filename"), bodies = column("body"),
                                   digits = column("digit"), louds = column("loud");
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string& text = row_inputs().texts.at(names[i]);
      EXPECT_EQ(bodies[i], text) << names[i];
      EXPECT_EQ(digits[i], digit_of(text)) << names[i];
      EXPECT_EQ(louds[i], loud_of(text, inputs_.mark)) << names[i];
    }
    return names;
  }

  /// Jobs of reads.cpp that do not read the column of shout are reused if nothing else changed
  /// since the last build of that script.
  void expect_reused(const RowBuild& build) {
    if (script_ != "reads.cpp") return;
    const BuiltJob* take = build.find("take", 0);
    const std::string& source = take != nullptr ? take->id : inputs_.source;
    std::map<std::size_t, std::string> now;
    for (std::size_t i = 0; i < kPartsWithoutShout; ++i) {
      const BuiltJob& job = *build.find("part", i);
      const auto before = parts_.find(i);
      if (source_of_parts_ == source && before != parts_.end() && can_be_reused(before->second)) {
        EXPECT_EQ(job.outcome, "reused") << build.text;
        ++reused_;
      }
      now[i] = job.id;
    }
    parts_ = std::move(now);
    source_of_parts_ = source;
  }
  /// Whether the job is there, and the job that it read.
  bool can_be_reused(const std::string& id) const {
    const std::string path = project_.job_path(id);
    if (!is_finished(path)) return false;
    const Reference source = read_setup(path).task.datasets.at("source").at(0);
    return is_finished(project_.job_path(source.job));
  }

  void verify(const RowBuild& build) const {
    std::vector<std::string> command{"verify"};
    for (const BuiltJob& job : build.jobs) {
      if (!is_whole_) command.push_back(job.id);
    }
    const ProgramOutput output = project_.run(command);
    EXPECT_TRUE(output.status.ok()) << output.out << output.err;
  }

  void expect_counts(RowModel& model, const RowBuild& build) const {
    for (const PureCall& call : kPureCalls) {
      const BuiltJob* job = build.find(call.method, call.nth);
      if (script_ != call.script) continue;
      const std::string name = script_ + " " + call.recipe;
      if (job == nullptr) model.leave_out(name);
      if (job == nullptr || job->outcome == "failed") continue;
      const std::vector<MapRow> rows = map_rows(model, call, build);
      const bool is_edited = job->method == "shout" || job->method == "take";
      const RowRecipe recipe{call.recipe + (job->method == "shout" ? inputs_.mark : ""),
                             is_edited ? inputs_.edition : 0};
      const RowCounts counts =
          model.call(name, recipe, project_.job_path(job->id), rows, inputs_of(job->id));
      if (job->outcome != "made" || !job->computed_rows) continue;
      EXPECT_GE(*job->computed_rows, counts.least) << job->id << " (" << recipe.text << ")";
      EXPECT_LE(*job->computed_rows, counts.most) << job->id << " (" << recipe.text << ")";
    }
  }

  /// The paths of the jobs that a job read.
  std::vector<std::string> inputs_of(const std::string& id) const {
    std::vector<std::string> paths;
    for (const auto& [name, datasets] : read_setup(project_.job_path(id)).task.datasets) {
      for (const Reference& dataset : datasets) paths.push_back(project_.job_path(dataset.job));
    }
    return paths;
  }

  std::vector<MapRow> map_rows(const RowModel& model, const PureCall& call,
                               const RowBuild& build) const {
    const RowInputs& inputs = row_inputs();
    std::vector<MapRow> rows;
    for (const std::string& name : inputs.order) {
      const std::string& text = inputs.texts.at(name);
      if (call.recipe == "again" && is_absent(text)) continue;  // it was not picked
      const std::string file = name + ": " + text;
      const bool is_take = call.reads == "files";
      if (is_take) {
        rows.push_back({file, file, name, text});
      } else {
        // The values of a row keep their place when its file is renamed, but save reads the name.
        const std::string of_name = call.method == "save" ? " as " + name : "";
        rows.push_back(
            {read_by(model, call, build, file) + of_name, value_of(call, text) + of_name, "", ""});
      }
    }
    return rows;
  }
  std::string read_by(const RowModel& model, const PureCall& call, const RowBuild& build,
                      const std::string& file) const {
    const BuiltJob* take = build.find("take", 0);
    const std::string taken = take != nullptr ? model.written(project_.job_path(take->id), file)
                                              : inputs_.source + " " + file;
    if (call.reads == "take") return taken;
    return model.written(project_.job_path(build.find(call.reads, 0)->id), taken);
  }

  RowProject project_;
  Random random_{1};
  RowModel model_;
  RowInputs inputs_;
  std::vector<RowInputs> states_;
  std::map<std::string, RowInputs> sources_;  ///< by job
  ValuesByIdentity values_;
  std::string script_;
  static constexpr std::size_t kPartsWithoutShout = 4;
  std::map<std::size_t, std::string> parts_;  ///< jobs of the last build of reads.cpp, by call
  std::string source_of_parts_;               ///< the job of their texts
  bool is_whole_ = true;  ///< no job was removed by hand: all that is there can be verified
  int compared_ = 0, resumed_ = 0, reused_ = 0;
};

TEST(RowReuse, GivesWhatABuildFromNothingGives) {
  const auto seed = static_cast<unsigned>(from_environment("ACCEL_ROWS_SEED", 1));
  const int steps = from_environment("ACCEL_ROWS_STEPS", kSteps);
  RowReuse test;
  std::string history;
  for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
    const unsigned round = seed + static_cast<unsigned>(i / kStepsOfAWorkdir);
    const int step = i % kStepsOfAWorkdir;
    if (step == 0) {
      test.begin_workdir(round);
      history.clear();
    }
    history += "step " + std::to_string(step) + ": " + test.edit() + "\n";
    SCOPED_TRACE("again: ACCEL_ROWS_SEED=" + std::to_string(round) +
                 " ACCEL_ROWS_STEPS=" + std::to_string(step + 1));
    test.build();
  }
  if (::testing::Test::HasFailure()) std::printf("%s", history.c_str());
  std::printf("seed %u, %d steps, %s\n", seed, steps, test.counts().c_str());
}

// The maps of impure.cpp depend on more than their rows: on those before, on the slice, on slices()
// and Files::size().
TEST(RowReuse, IsNotForMapsThatDependOnMoreThanTheirRow) {
  RowReuse test;
  test.begin_workdir(3);
  for (int step = 0; step < kSteps; ++step) {
    SCOPED_TRACE(test.edit("impure.cpp"));
    test.build();
  }
}

// Most edits of reads.cpp change a column that few of its jobs read.
TEST(RowReuse, ReusesJobsWhoseInputsReadTheSame) {
  const auto seed = static_cast<unsigned>(from_environment("ACCEL_ROWS_SEED", 1));
  RowReuse test;
  test.begin_workdir(seed);
  for (int step = 0; step < kSteps / 2 && !::testing::Test::HasFailure(); ++step) {
    SCOPED_TRACE(test.edit("reads.cpp"));
    test.build();
  }
  std::printf("seed %u, %s\n", seed, test.counts().c_str());
}

}  // namespace
}  // namespace accel
