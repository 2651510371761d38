// SPDX-License-Identifier: Apache-2.0
// `accel tree JOB`: what a job was made from, down to the files; or, with --readers, what was made
// from it.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "dataset/input_list.h"
#include "job/setup.h"
#include "view/find_job.h"

#include <set>

namespace accel {
namespace {

struct TreeRequest {
  std::string word;
  bool readers = false;
  std::size_t files = 3;
};

constexpr std::size_t kMostDepth = 200;  // longer chains are cut off

std::string indent_of(std::size_t depth) { return std::string(2 * depth, ' '); }

/// From a job to its inputs. A job that is reached in two ways is shown in full the first time.
class InputTree {
 public:
  InputTree(Output& output, const TreeRequest& request) : output_(output), request_(request) {}

  void print(const std::string& role, const std::string& id, const std::string& path,
             std::size_t depth) {
    const std::string start =
        indent_of(depth) + (role.empty() ? "" : escaped(role) + ": ") + escaped(id);
    if (path.empty() || !exists(path)) return output_.line(start + "  (its folder is gone)");
    const JobRecord job = read_record(path);
    const std::string state = state_text(path, job);
    std::string line = start + "  " + (job.method.empty() ? "?" : escaped(job.method));
    if (state != "finished") line += "  (" + state + ")";
    const bool is_new = seen_.insert(path).second;
    const bool has_inputs = job.trouble.empty() && exists(path + "/setup.json");
    if (!is_new) return output_.line(line + "  (see above)");
    output_.line(line);
    if (!has_inputs) return;
    if (depth == kMostDepth) return output_.line(indent_of(depth + 1) + "...");
    inputs(read_setup(path), path, depth + 1);
  }

 private:
  void inputs(const JobSetup& setup, const std::string& path, std::size_t depth) {
    for (const auto& [name, references] : setup.task.datasets) {
      for (const Reference& reference : references) {
        print(dataset_role(name, reference), reference.job, path_of(setup, reference.job), depth);
      }
    }
    for (const auto& [name, ids] : setup.task.jobs) {
      for (const std::string& id : ids) print(name, id, path_of(setup, id), depth);
    }
    for (const auto& [name, files] : setup.task.files) list_files(name, files, path, depth);
  }

  static std::string dataset_role(const std::string& name, const Reference& reference) {
    return reference.dataset == "default" ? name : name + " (" + reference.dataset + ")";
  }

  /// Empty when its workdir is not known.
  static std::string path_of(const JobSetup& setup, const std::string& id) {
    return Workdirs(setup.environment.workdirs).find_job_path(id).value_or("");
  }

  void list_files(const std::string& name, const FilesInput& files, const std::string& path,
                  std::size_t depth) {
    output_.line(indent_of(depth) + escaped(name) + ": " + counted(files.count, "file") +
                 " below " + escaped(files.folder));
    const std::string list = inputs_path(path, name);
    if (!exists(list) || request_.files == 0) return;
    std::size_t shown = 0;
    const std::vector<InputFile> all = read_inputs(list);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (shown++ == request_.files) {
        output_.line(indent_of(depth + 1) + "and " + std::to_string(all.size() - i) +
                     " more (--files N)");
        break;
      }
      output_.line(indent_of(depth + 1) + escaped(all[i].name) + "  " + size_text(all[i].size));
    }
  }

  Output& output_;
  const TreeRequest& request_;
  std::set<std::string> seen_;
};

class ReaderTree {
 public:
  ReaderTree(Output& output, const Catalog& catalog) : output_(output), catalog_(catalog) {}

  void print(const std::string& id, std::size_t depth) {
    const JobRecord* job = catalog_.find(id);
    std::string line = indent_of(depth) + id;
    if (job != nullptr) line += "  " + escaped(job->method);
    const bool is_new = seen_.insert(id).second;
    output_.line(line + (is_new ? "" : "  (see above)"));
    if (!is_new) return;
    if (depth == kMostDepth) return output_.line(indent_of(depth + 1) + "...");
    for (const std::string& reader : catalog_.readers_of(id)) print(reader, depth + 1);
  }

 private:
  Output& output_;
  const Catalog& catalog_;
  std::set<std::string> seen_;
};

int show_tree(const TreeRequest& request) {
  const Project project = open_project(absolute_path("."));
  const Store store = open_store(project);
  const Job job = find_job(store, request.word);
  Output output;
  if (request.readers) {
    const Catalog catalog(store);
    ReaderTree(output, catalog).print(job.id(), 0);
  } else {
    InputTree(output, request).print("", job.id(), job.path(), 0);
  }
  output.finish();
  return 0;
}

}  // namespace

void add_tree_command(Command& program) {
  auto request = std::make_shared<TreeRequest>();
  Command command = program.subcommand("tree", "Show what a job was made from");
  command.option("job", &request->word, "the job").required();
  command.flag("--readers", &request->readers, "show what was made from it instead");
  command.option("--files", &request->files, "how many of the files to name (default 3)")
      .range(0, 1'000'000'000);
  command.footer("Example: accel tree export_images");
  command.run([request, command] {
    if (request->readers)
      command.refuse({"--files"}, "is for inputs; it cannot be used with --readers");
    return show_tree(*request);
  });
}

}  // namespace accel
