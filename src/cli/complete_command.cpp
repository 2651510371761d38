// SPDX-License-Identifier: Apache-2.0
// `accel complete`, which the shell calls to complete what is typed, and `accel completion bash`,
// which prints the script that makes bash call it.
#include "base/text.h"
#include "cli/bash_completion.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "method/methods.h"
#include "view/find_job.h"
#include "workdir/catalog.h"

#include <algorithm>

namespace accel {
namespace {

constexpr std::size_t kMostIds = 200;  // the newest that fit

/// What is typed: the words before it, and the beginning of it.
struct TypedWords {
  std::vector<std::string> before;  ///< after "accel"
  std::string word;
};

class Completion {
 public:
  explicit Completion(const TypedWords& typed) : typed_(typed) {}

  std::vector<std::string> words() {
    CommandLine line("accel", "", "");
    Command program = line.program();
    WorkPlace unused;
    add_place_options(program, unused);
    add_all_commands(program);
    const auto command = find_command(program);
    if (!command) {
      for (const Command& one : program.subcommands()) {
        if (!one.is_hidden()) add(one.name());
      }
      return found_;
    }
    go_to(place_);
    if (is_value_wanted(*command)) return found_;
    if (typed_.word.starts_with('-')) {
      add_options(*command);
      add_options(program);
      return found_;
    }
    add_positional(*command);
    return found_;
  }

 private:
  /// nullopt while the name of one is typed.
  std::optional<Command> find_command(const Command& program) {
    for (std::size_t i = 0; i < typed_.before.size(); ++i) {
      const std::string& word = typed_.before[i];
      const bool has_next = i + 1 < typed_.before.size();
      if ((word == "-C" || word == "--directory") && has_next) {
        place_.folder = typed_.before[++i];
      } else if (word == "--workdir" && has_next) {
        place_.workdir = typed_.before[++i];
      } else if (!word.starts_with('-')) {
        command_at_ = i;
        for (const Command& one : program.subcommands()) {
          if (one.name() == word) return one;
        }
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  void add(const std::string& word) {
    if (word.starts_with(typed_.word) && printable(word) == word) found_.push_back(word);
  }

  void add_options(const Command& command) {
    for (const OptionFacts& option : command.options()) {
      if (!option.long_name.empty()) add("--" + option.long_name);
    }
  }

  /// Whether the word before is an option that takes a value; adds what that may be.
  bool is_value_wanted(const Command& command) {
    if (typed_.before.empty() || !typed_.before.back().starts_with('-')) return false;
    const auto option = command.find_option(typed_.before.back());
    if (!option || !option->has_value) return false;
    const std::string& name = option->long_name;
    if (name == "method" || name == "force") add_methods();
    if (name == "column" || name == "columns" || name == "sort") add_columns();
    if (name == "progress") add_each({"auto", "none", "bar", "log", "log:"});
    add_each(option->choices);
    return true;
  }

  void add_each(const std::vector<std::string>& words) {
    for (const std::string& word : words) add(word);
  }

  /// Adds the possible words. After n words without a dash it is the command's next such word, or
  /// the last one if the command takes fewer.
  void add_positional(const Command& command) {
    std::vector<OptionFacts> words = command.options();
    std::erase_if(words, [](const OptionFacts& option) { return option.word_name.empty(); });
    if (words.empty()) return;
    const OptionFacts& word = words[std::min(words_typed(command), words.size() - 1)];
    add_each(word.choices);
    const auto is = [&](std::string_view part) {
      return word.word_name.find(part) != std::string::npos;
    };
    if (is("job") || is("dataset")) add_jobs(is("dataset"));
    if (is("method")) add_methods();
    if (is("column")) add_columns();
  }

  /// How many words without a dash follow the command's name.
  std::size_t words_typed(const Command& command) const {
    std::size_t count = 0;
    for (std::size_t i = command_at_ + 1; i < typed_.before.size(); ++i) {
      const std::string& word = typed_.before[i];
      const bool is_option = word.size() > 1 && word[0] == '-';
      const auto option = is_option ? command.find_option(word) : std::nullopt;
      if (option && option->has_value) ++i;
      if (!is_option) ++count;
    }
    return count;
  }

  std::optional<Store> find_store() {
    const Project project = open_project(absolute_path("."));
    if (!exists(project.workdir)) return std::nullopt;
    return Store(project.workdir, project.sources);
  }

  /// Methods that have a finished job; ids once one is begun; after a slash, datasets.
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

  /// Adds the columns of the dataset among the words before; after a comma, those not listed yet.
  void add_columns() {
    const auto store = find_store();
    if (!store) return;
    const std::string listed = typed_.word.substr(0, typed_.word.rfind(',') + 1);
    for (std::size_t i = 1; i < typed_.before.size(); ++i) {
      const std::string& word = typed_.before[i];
      const bool is_job = find_job_id(word.substr(0, word.find('/'))).has_value() ||
                          store->find_latest(word.substr(0, word.find('/')));
      if (!is_job) continue;
      for (const ColumnSpec& column : find_dataset(*store, word).columns()) {
        if (("," + listed).find("," + column.name + ",") == std::string::npos) {
          add(listed + column.name);
        }
      }
    }
  }

  const TypedWords& typed_;
  WorkPlace place_;
  std::size_t command_at_ = 0;  ///< place of the command's name among the words before
  std::vector<std::string> found_;
};

/// "2 accel job de": the place of the word that is typed, counting "accel", and all words. bash
/// splits "--color=al" into three.
TypedWords typed_of(const std::vector<std::string>& words) {
  TypedWords typed;
  const auto place = static_cast<std::size_t>(std::max(1, std::atoi(words.at(0).c_str())));
  for (std::size_t i = 2; i < words.size() && i <= place; ++i) typed.before.push_back(words[i]);
  if (words.size() > place + 1) typed.word = words[place + 1];
  if (typed.word == "=") typed.word.clear();
  if (!typed.before.empty() && typed.before.back() == "=") typed.before.pop_back();
  return typed;
}

}  // namespace

void add_complete_command(Command& program) {
  auto words = std::make_shared<std::vector<std::string>>();
  Command command = program.subcommand("complete", "List the words that fit here");
  command.hide();
  command.option("words", words.get(), "").required();
  command.run([words] {
    const TypedWords typed = typed_of(*words);
    Output output;
    for (const std::string& word : Completion(typed).words()) output.line(word);
    output.finish();
    return 0;
  });
}

void add_completion_command(Command& program) {
  auto shell = std::make_shared<std::string>("bash");
  Command command = program.subcommand(
      "completion", "Print the script that lets a shell complete accel commands");
  command.option("shell", shell.get(), "bash").choice({"bash"});
  command.footer("Example: source <(accel completion bash)");
  command.run([shell] {  // which the option writes to
    Output output;
    output.print(kBashCompletion);
    output.finish();
    return 0;
  });
}

}  // namespace accel
