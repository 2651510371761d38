// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include "base/text.h"

#include <CLI/CLI.hpp>

namespace accel {
namespace {

/// CLI::IsMember names what it allows in the option's type: "TEXT:{csv,jsonl}".
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto first = type.find('{');
  const auto last = type.rfind('}');
  if (first == std::string::npos || last == std::string::npos || last < first) return {};
  return split(std::string_view(type).substr(first + 1, last - first - 1), ',');
}

OptionFacts facts_of(const CLI::Option& option) {
  const auto& long_names = option.get_lnames();
  return {long_names.empty() ? "" : long_names.front(),
          option.get_positional() ? option.get_name(true) : "", option.get_expected_max() != 0,
          choices_of(option)};
}

std::string error_text(const CLI::App*, const CLI::Error& error) {
  return "accel: error: " + printable(error.what()) + "\n  see --help for the usage\n";
}

}  // namespace

Option& Option::required() {
  option_->required();
  return *this;
}
Option& Option::range(std::int64_t least, std::int64_t most) {
  option_->check(CLI::Range(least, most));
  return *this;
}
Option& Option::choice(std::vector<std::string> words) {
  option_->check(CLI::IsMember(std::move(words)));
  return *this;
}
Option& Option::check(std::string (*complaint)(const std::string& value)) {
  option_->check(CLI::Validator([complaint](std::string& text) { return complaint(text); }, ""));
  return *this;
}
Option& Option::excludes(const Option& other) {
  option_->excludes(other.option_);
  return *this;
}
Option& Option::needs(const Option& other) {
  option_->needs(other.option_);
  return *this;
}
Option& Option::one_value() {
  option_->allow_extra_args(false);
  return *this;
}
Option& Option::list(int most) {
  option_->delimiter(',')->expected(1, most);
  return *this;
}
Option& Option::value_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}
Option& Option::shown_as(const std::string& text) {
  option_->option_text(text);
  return *this;
}

Command Command::subcommand(const std::string& name, const std::string& help) {
  // So that -C and --workdir may come after it.
  return {*app_->add_subcommand(name, help)->fallthrough(), *run_};
}

Option Command::option(const std::string& names, OptionTarget target, const std::string& help) {
  const auto add = [&](auto* value) { return Option(app_->add_option(names, *value, help)); };
  return std::visit(add, target);
}

Option Command::flag(const std::string& names, bool* target, const std::string& help) {
  return Option(app_->add_flag(names, *target, help));
}

void Command::footer(const std::string& text) { app_->footer(text); }

void Command::hide() { app_->group(""); }

void Command::run(Run run) {
  app_->callback([run = std::move(run), chosen = run_] { *chosen = run; });
}

void Command::refuse(std::initializer_list<const char*> names, const std::string& why) const {
  for (const char* name : names) {
    if (app_->count(name) > 0) throw UsageError(name + (" " + why));
  }
}

std::string Command::name() const { return app_->get_name(); }

bool Command::is_hidden() const { return app_->get_group().empty(); }

std::vector<Command> Command::subcommands() const {
  std::vector<Command> commands;
  for (CLI::App* one : app_->get_subcommands({})) commands.emplace_back(*one, *run_);
  return commands;
}

std::vector<OptionFacts> Command::options() const {
  std::vector<OptionFacts> options;
  for (const CLI::Option* one : std::as_const(*app_).get_options()) {
    options.push_back(facts_of(*one));
  }
  return options;
}

std::optional<OptionFacts> Command::find_option(const std::string& name) const {
  const CLI::Option* option = std::as_const(*app_).get_option_no_throw(name);
  return option == nullptr ? std::nullopt : std::optional(facts_of(*option));
}

CommandLine::CommandLine(const std::string& name, const std::string& about,
                         const std::string& version)
    : app_(std::make_unique<CLI::App>(about)) {
  app_->name(name);
  app_->set_version_flag("--version", version);
  app_->require_subcommand(1);
  app_->failure_message(error_text);
}

CommandLine::~CommandLine() = default;

Command CommandLine::program() { return {*app_, run_}; }

std::string CommandLine::help() const { return app_->help(); }

std::optional<int> CommandLine::parse(int argc, char** argv, int wrong) {
  try {  // CLI11's way to say that there is nothing to run
    app_->parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0 ? 0 : wrong;
  }
}

}  // namespace accel
