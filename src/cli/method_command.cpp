// SPDX-License-Identifier: Apache-2.0
// `accel method`: lists the methods. `accel method NAME`: what one takes, with help.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "method/methods.h"

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

/// "  name           text"
std::string row(const std::string& name, const std::string& text) {
  constexpr std::size_t kWidth = 14;
  const std::string shown = escaped(name);
  return "  " + shown + std::string(shown.size() < kWidth ? kWidth - shown.size() : 0, ' ') + " " +
         text;
}

void list_methods(Output& output, const Project& project) {
  const Methods methods(project);
  Table table;
  for (const std::string& name : methods.names()) {
    const auto source = methods.find(name);
    table.add(
        {name, source->problem.empty() ? first_comment(*source) : printable_line(source->problem)});
  }
  table.print(output);
}

void print_option(Output& output, const OptionDeclaration& option) {
  const bool is_required = option.required || option.type == Value("files");
  output.line(row(
      option.name,
      escaped(type_text(option.type)) + "; " +
          (is_required ? "required" : "default " + printable_line(option.default_value.json()))));
  if (!option.help.empty()) output.line(row("", escaped(option.help)));
}

void print_inputs(Output& output, const char* kind, const std::vector<InputDeclaration>& inputs) {
  for (const InputDeclaration& input : inputs) {
    output.line(row(input.name, std::string("a ") + kind +
                                    (input.is_list ? ", or a list of them" : "") +
                                    (input.required ? "" : "; optional")));
  }
}

void show_compile_options(Output& output, const Project& project, const std::string& method) {
  const auto flags = project.flags_of(method);
  const auto packages = project.packages_of(method);
  if (!flags.empty()) output.line("flags " + escaped(joined(flags, " ")));
  if (!packages.empty()) output.line("packages " + escaped(joined(packages, ", ")));
}

void show_method(Output& output, const Project& project, const std::string& name) {
  Methods methods(project);
  const MethodInfo& method = methods.get(name);
  output.line(escaped(name) + "  " + escaped(first_comment(method.source)));
  for (const std::string& source : method.source.sources) output.line(escaped(source));
  if (!method.source.is_standard) show_compile_options(output, project, name);
  const Description& description = method.description;
  if (description.is_caged) {
    output.line(
        "caged: it can read only its inputs, write only in its job directory, and open no socket");
  }
  if (!description.options.empty()) output.line("options");
  for (const OptionDeclaration& option : description.options) print_option(output, option);
  output.line(row("max_bad", "a count, or a fraction of the rows; default 0"));
  output.line(row("", "how many rows may fail; not part of the key"));
  output.line(
      row("timeout", "seconds that its phases may take; default none; not part of the key"));
  output.line(row("row_timeout", "seconds that a row may take; default none; not part of the key"));
  if (!description.datasets.empty() || !description.jobs.empty()) output.line("inputs");
  print_inputs(output, "dataset", description.datasets);
  print_inputs(output, "job", description.jobs);
}

int run_method(const std::string& name) {
  const Project project = open_project(absolute_path("."));
  Output output;
  name.empty() ? list_methods(output, project) : show_method(output, project, name);
  output.finish();
  return 0;
}

}  // namespace

void add_method_command(Command& program) {
  auto name = std::make_shared<std::string>();
  Command command = program.subcommand("method", "List methods, or show what one takes");
  command.option("method", name.get(), "the method to show");
  command.footer("Example: accel method thumbnailer");
  command.run([name] { return run_method(*name); });
}

}  // namespace accel
