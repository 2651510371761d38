// SPDX-License-Identifier: Apache-2.0
// `accel method`: the methods there are. `accel method NAME`: what one takes, with help.
#include "base/text.h"
#include "cli/command_line.h"
#include "method/methods.h"

#include <cstdio>

namespace accel {
namespace {

/// The comment at the top of the method's source, its first line, without the licence.
std::string first_comment(const MethodSource& source) {
  for (const std::string& line : split(read_file(source.sources.front()), '\n')) {
    if (!line.starts_with("//")) break;
    if (line.find("SPDX") != std::string::npos) continue;
    const auto begin = line.find_first_not_of("/ ");
    std::string text = begin == std::string::npos ? "" : line.substr(begin);
    const std::string name = source.name + ": ";
    return text.starts_with(name) ? text.substr(name.size()) : text;
  }
  return "";
}

int list_methods(const Project& project) {
  const Methods methods(project);
  for (const std::string& name : methods.names()) {
    std::printf("%-18s %s\n", name.c_str(), escaped(first_comment(*methods.find(name))).c_str());
  }
  return 0;
}

void print_option(const OptionDeclaration& option) {
  const bool is_required = option.required || option.type == Value("files");
  std::printf("  %-14s %s; %s\n", escaped(option.name).c_str(), type_text(option.type).c_str(),
              is_required ? "required" : ("default " + option.default_value.json()).c_str());
  if (!option.help.empty()) std::printf("  %-14s %s\n", "", escaped(option.help).c_str());
}

void print_inputs(const char* kind, const std::vector<InputDeclaration>& inputs) {
  for (const InputDeclaration& input : inputs) {
    std::printf("  %-14s a %s%s%s\n", escaped(input.name).c_str(), kind,
                input.is_list ? ", or a list of them" : "", input.required ? "" : "; optional");
  }
}

int show_method(const Project& project, const std::string& name) {
  Methods methods(project);
  const MethodInfo& method = methods.get(name);
  std::printf("%s  %s\n", name.c_str(), escaped(first_comment(method.source)).c_str());
  for (const std::string& source : method.source.sources) std::printf("%s\n", source.c_str());
  const Description& description = method.description;
  if (!description.options.empty()) std::printf("options\n");
  for (const OptionDeclaration& option : description.options) print_option(option);
  std::printf("  %-14s a count, or a fraction of the rows; default 0\n  %-14s %s\n", "max_bad", "",
              "how many rows may fail; not part of the key");
  std::printf("  %-14s seconds that the job may take; default none; not part of the key\n", "timeout");
  std::printf("  %-14s seconds that a row may take; default none; not part of the key\n",
              "row_timeout");
  if (!description.datasets.empty() || !description.jobs.empty()) std::printf("inputs\n");
  print_inputs("dataset", description.datasets);
  print_inputs("job", description.jobs);
  return 0;
}

}  // namespace

void add_method_command(CLI::App& app, Run& run) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("method", "List methods, or show what one takes");
  command->add_option("name", *name, "a method");
  command->footer("Example: accel method thumbnailer");
  command->callback([name, &run] {
    run = [name] {
      const Project project = open_project(absolute_path("."));
      return name->empty() ? list_methods(project) : show_method(project, *name);
    };
  });
}

}  // namespace accel
