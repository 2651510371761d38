// SPDX-License-Identifier: Apache-2.0
// `accel complete`, which the shell asks what could stand where somebody types, and `accel
// completion bash`, which prints what makes bash ask.
#include "base/text.h"
#include "build/catalog.h"
#include "cli/bash_completion.h"
#include "cli/command_line.h"
#include "cli/find_job.h"
#include "cli/output.h"
#include "cli/where.h"
#include "method/methods.h"

#include <algorithm>
#include <set>

namespace accel {
namespace {

constexpr std::size_t kMostIds = 200;  // the newest that fit

/// What is typed: the words before it, and the beginning of it.
struct Typed {
  std::vector<std::string> before;  ///< behind "accel"
  std::string word;
};

class Completion {
 public:
  explicit Completion(const Typed& typed) : typed_(typed) {}

  std::vector<std::string> words() {
    CLI::App app;
    Where where;
    Run run;
    add_where_options(app, where);
    add_all_commands(app, run);
    const CLI::App* command = find_command(app);
    if (command == nullptr) {
      for (const CLI::App* one : app.get_subcommands({})) {
        if (!one->get_group().empty()) add(one->get_name());
      }
      return found_;
    }
    go_to(where_);
    if (is_value_wanted(*command)) return found_;
    if (typed_.word.starts_with('-')) {
      for (const CLI::App* one : {command, static_cast<const CLI::App*>(&app)}) add_options(*one);
      return found_;
    }
    add_positional(*command);
    return found_;
  }

 private:
  /// nullptr while the name of one is typed.
  const CLI::App* find_command(CLI::App& app) {
    for (std::size_t i = 0; i < typed_.before.size(); ++i) {
      const std::string& word = typed_.before[i];
      const bool has_next = i + 1 < typed_.before.size();
      if ((word == "-C" || word == "--directory") && has_next) {
        where_.folder = typed_.before[++i];
      } else if (word == "--workdir" && has_next) {
        where_.workdir = typed_.before[++i];
      } else if (!word.starts_with('-')) {
        const auto named =
            app.get_subcommands([&](CLI::App* one) { return one->get_name() == word; });
        return named.empty() ? nullptr : named.front();
      }
    }
    return nullptr;
  }

  void add(const std::string& word) {
    if (word.starts_with(typed_.word) && printable(word) == word) found_.push_back(word);
  }

  void add_options(const CLI::App& app) {
    for (const CLI::Option* option : app.get_options()) {
      if (!option->get_lnames().empty()) add("--" + option->get_lnames().front());
    }
  }

  /// Whether the word before is an option that takes a value; adds what that may be.
  bool is_value_wanted(const CLI::App& command) {
    if (typed_.before.empty() || !typed_.before.back().starts_with('-')) return false;
    const CLI::Option* option = command.get_option_no_throw(typed_.before.back());
    if (option == nullptr || option->get_expected_max() == 0) return false;
    const std::string name = option->get_lnames().empty() ? "" : option->get_lnames().front();
    if (name == "method" || name == "force") add_methods();
    if (name == "column" || name == "columns") add_columns();
    if (name == "progress") add_each("auto,none,bar,log,log:");
    add_allowed(*option);
    return true;
  }

  /// CLI::IsMember names what it allows in the option's type: "TEXT:{csv,jsonl}".
  void add_allowed(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    const auto first = type.find('{');
    const auto last = type.rfind('}');
    if (first == std::string::npos || last == std::string::npos || last < first) return;
    add_each(std::string_view(type).substr(first + 1, last - first - 1));
  }

  void add_each(std::string_view words) {
    for (const std::string& word : split(words, ',')) add(word);
  }

  void add_positional(const CLI::App& command) {
    std::set<std::string> names;
    for (const CLI::Option* option : command.get_options()) {
      if (!option->get_positional()) continue;
      names.insert(option->get_name(true));
      add_allowed(*option);
    }
    const auto has = [&](const char* part) {
      return std::ranges::any_of(
          names, [&](const std::string& name) { return name.find(part) != std::string::npos; });
    };
    if (has("job") || has("dataset")) add_jobs(has("dataset"));
    if (command.get_name() == "method" || has("method")) add_methods();
    if (has("column")) add_columns();
  }

  std::optional<Store> find_store() {
    const Project project = open_project(absolute_path("."));
    if (!exists(project.workdir)) return std::nullopt;
    return Store(project.workdir, project.sources);
  }

  /// Methods that have a finished job; ids once one is begun; behind a slash, datasets.
  void add_jobs(bool with_datasets) {
    const auto store = find_store();
    if (!store) return;
    const auto slash = typed_.word.find('/');
    if (slash != std::string::npos) {
      const std::string job = typed_.word.substr(0, slash);
      for (const std::string& name : read_job_word(*store, job).job.dataset_names()) {
        add(job + "/" + name);
      }
      return;
    }
    for (const std::string& name : list_folder(store->path() + "/latest")) add(name);
    const bool is_id = typed_.word.starts_with(store->name() + "-");
    if (!is_id) return add(store->name() + "-");
    std::vector<std::string> ids = store->list();
    std::erase_if(ids, [&](const std::string& id) { return !id.starts_with(typed_.word); });
    const std::size_t first = ids.size() - std::min(ids.size(), kMostIds);
    for (std::size_t i = first; i < ids.size(); ++i) add(ids[i]);
    if (with_datasets && ids.size() == 1 && ids.front() == typed_.word) add(typed_.word + "/");
  }

  void add_methods() {
    for (const std::string& name : Methods(open_project(absolute_path("."))).names()) add(name);
  }

  /// Of the dataset among the words before.
  void add_columns() {
    const auto store = find_store();
    if (!store) return;
    for (std::size_t i = 1; i < typed_.before.size(); ++i) {
      const std::string& word = typed_.before[i];
      const bool is_job = find_job_id(word.substr(0, word.find('/'))).has_value() ||
                          store->find_latest(word.substr(0, word.find('/')));
      if (!is_job) continue;
      for (const ColumnSpec& column : find_dataset(*store, word).columns()) add(column.name);
    }
  }

  const Typed& typed_;
  Where where_;
  std::vector<std::string> found_;
};

/// "2 accel job de": the place of the word that is typed, counting "accel", and all words. Of
/// "--color=al" bash makes three.
Typed typed_of(const std::vector<std::string>& words) {
  Typed typed;
  const auto place = static_cast<std::size_t>(std::max(1, std::atoi(words.at(0).c_str())));
  for (std::size_t i = 2; i < words.size() && i <= place; ++i) typed.before.push_back(words[i]);
  if (words.size() > place + 1) typed.word = words[place + 1];
  if (typed.word == "=") typed.word.clear();
  if (!typed.before.empty() && typed.before.back() == "=") typed.before.pop_back();
  return typed;
}

}  // namespace

void add_complete_command(CLI::App& app, Run& run) {
  auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("complete", "What could stand here")->group("");
  command->add_option("words", *words)->required();
  command->callback([words, &run] {
    run = [words] {
      const Typed typed = typed_of(*words);
      Output output;
      for (const std::string& word : Completion(typed).words()) output.line(word);
      output.finish();
      return 0;
    };
  });
}

void add_completion_command(CLI::App& app, Run& run) {
  auto shell = std::make_shared<std::string>("bash");
  CLI::App* command =
      app.add_subcommand("completion", "Print what makes a shell complete accel's words");
  command->add_option("shell", *shell, "bash")->check(CLI::IsMember({"bash"}));
  command->footer("Example: source <(accel completion bash)");
  command->callback([shell, &run] {  // which the option writes to
    run = [] {
      Output output;
      output.print(kBashCompletion);
      output.finish();
      return 0;
    };
  });
}

}  // namespace accel
