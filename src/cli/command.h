// SPDX-License-Identifier: Apache-2.0
// Command lines: commands, their options, and the functions that run them. Only command.cpp
// includes CLI11, because that takes a compiler eight seconds.
#pragma once

#include <accel/error.h>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace accel {

/// The options of a command line are known, but make no sense together: exit code 2. Thrown before
/// anything is printed or written.
struct UsageError : Error {
  using Error::Error;
};

/// What a command does; returns the exit code.
using Run = std::function<int()>;

/// The variable that gets the value of an option. It must exist until the command has run.
using OptionTarget =
    std::variant<std::string*, std::vector<std::string>*, int*, std::size_t*, std::int64_t*,
                 std::optional<std::string>*, std::optional<int>*, std::optional<std::uint64_t>*>;

/// A handle of an option or of a word without a dash; valid as long as its CommandLine.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option& required();
  /// Both limits are allowed values.
  Option& range(std::int64_t least, std::int64_t most);
  Option& choice(std::vector<std::string> words);
  /// `complaint` returns what is wrong with a value, or "".
  Option& check(std::string (*complaint)(const std::string& value));
  Option& excludes(const Option& other);
  Option& needs(const Option& other);
  /// Takes one value each time it is given; other lists take all words that follow.
  Option& one_value();
  /// Takes at most `most` values, separated by commas.
  Option& list(int most);
  /// The name of the value in help and errors; default: TEXT or INT.
  Option& value_name(const std::string& name);
  /// What help shows instead of the value's name and its possible values.
  Option& shown_as(const std::string& text);

 private:
  CLI::Option* option_;
};

/// What completion needs to know about an option.
struct OptionFacts {
  std::string long_name;  ///< the first, without dashes; empty if there is none
  std::string word_name;  ///< of a word without a dash; else empty
  bool has_value;
  std::vector<std::string> choices;
};

/// A handle of a command; valid as long as its CommandLine.
class Command {
 public:
  Command(CLI::App& app, Run& run) : app_(&app), run_(&run) {}

  Command subcommand(const std::string& name, const std::string& help);
  /// `names`: "-c,--columns", or "dataset" for a word without a dash.
  Option option(const std::string& names, OptionTarget target, const std::string& help);
  /// `names` may have the opposite, too: "--header,!--no-header".
  Option flag(const std::string& names, bool* target, const std::string& help);
  void footer(const std::string& text);
  /// Leaves the command out of the help.
  void hide();
  /// What to do when this command is called.
  void run(Run run);

  /// Throws UsageError if one of these options was given, because it would do nothing: "--state is
  /// for the list of jobs, not for one job". `why` is the text after the option's name.
  void refuse(std::initializer_list<const char*> names, const std::string& why) const;

  std::string name() const;
  bool is_hidden() const;
  std::vector<Command> subcommands() const;
  std::vector<OptionFacts> options() const;
  /// By a name as it is typed: "-c", "--columns".
  std::optional<OptionFacts> find_option(const std::string& name) const;

 private:
  CLI::App* app_;
  Run* run_;
};

class CommandLine {
 public:
  /// `version`: what --version prints.
  CommandLine(const std::string& name, const std::string& about, const std::string& version);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine();

  /// The program; its subcommands are the commands.
  Command program();
  std::string help() const;
  /// nullopt when `run` can be called. Otherwise help or an error was printed, and the result is
  /// the exit code: `wrong` for an error.
  std::optional<int> parse(int argc, char** argv, int wrong);
  int run() const { return run_(); }

 private:
  std::unique_ptr<CLI::App> app_;
  Run run_;
};

}  // namespace accel
