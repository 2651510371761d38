// SPDX-License-Identifier: Apache-2.0
// `accel why JOB`: why a job had to be made, in words, down to the files that changed.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "view/explanation.h"
#include "view/find_job.h"

namespace accel {
namespace {

/// `state`: of the job to explain, or empty if it is finished.
std::string head(const Explanation& why, const std::string& state) {
  std::string text = why.id + " (" + why.method + (state.empty() ? "" : ", " + state) + ")";
  if (why.is_shown) return text + ": see above";
  if (!why.reason.empty()) text += ": " + why.reason;
  if (why.causes.empty()) return text;
  if (!why.reason.empty()) return text + "; compared with " + why.compared + ":";
  if (why.causes.size() == 1) return text + ", compared with " + why.compared + ":";
  return text + ": never built with these inputs; the nearest is " + why.compared + ":";
}

void print(Output& out, const Explanation& why, const std::string& state,
           const std::string& indent) {
  out.line(indent + printable_line(head(why, state)));
  for (const Cause& cause : why.causes) {
    out.line(indent + "  " + printable_line(cause.difference.text));
    for (const std::string& detail : cause.difference.details) {
      out.line(indent + "    " + printable_line(detail));
    }
    for (const Explanation& input : cause.inputs) print(out, input, "", indent + "    ");
  }
  if (why.computed) {
    out.line(indent + "  computed: " + printable_line(computed_text(*why.computed)));
  }
}

void print_text(Output& out, const Explanation& why, const std::string& state,
                const std::vector<Acceptance>& accepted, const std::vector<IndexEntry>& further) {
  print(out, why, state == "finished" ? "" : state, "");
  for (const IndexEntry& entry : further) {
    std::vector<std::string> inputs;
    for (const auto& [name, dataset] : entry.inputs) inputs.push_back(name + " " + dataset);
    out.line("also reused for " + printable_line(joined(inputs, ", ")) + ": it reads the same");
  }
  for (const Acceptance& one : accepted) {
    out.line("also reused for an edited version of " + escaped(why.method) + ": accepted " +
             escaped(one.when) + " by " + escaped(one.user));
  }
}

int show_why(const std::string& word, bool json) {
  const Project project = open_project(absolute_path("."));
  const Job job = find_job(open_store(project), word);
  const Store store(parent_path(job.path()), project.sources, StoreUse::look);
  const Explanation why = Explainer(store, project).explain(job.id());
  const std::string state = state_text(job.path(), read_record(job.path()));
  const std::vector<Acceptance> accepted = read_acceptances(job.path());
  const std::vector<IndexEntry> further = store.further_entries(job.id());
  Output out;
  if (json) {
    out.line(json_line(document(why, state, accepted, further)));
  } else {
    print_text(out, why, state, accepted, further);
  }
  out.finish();
  return 0;
}

}  // namespace

void add_why_command(Command& program) {
  auto word = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  Command command = program.subcommand("why", "Show why a job was made");
  command.option("job", word.get(), "a job id (dev-4), or a method name for its latest job")
      .required();
  command.flag("--json", json.get(), "print one JSON object");
  command.footer("Example: accel why thumbnailer");
  command.run([word, json] { return show_why(*word, *json); });
}

}  // namespace accel
