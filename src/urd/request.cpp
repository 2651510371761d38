// SPDX-License-Identifier: Apache-2.0
#include "urd/request.h"

#include "base/text.h"

#include <algorithm>
#include <set>

namespace accel {
namespace {

template <class Declaration>
const Declaration* find_named(const std::vector<Declaration>& all, const std::string& name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Declaration& d) { return d.name == name; });
  return found == all.end() ? nullptr : &*found;
}

/// The folder that names of files are relative to shows in the names; its own path does not count.
bool is_base(const Description& description, const std::string& name) {
  return std::ranges::any_of(description.options,
                             [&](const OptionDeclaration& option) { return option.base == name; });
}

void add_image_settings(Transcript& transcript, const ImageSettings& given) {
  const ImageSettings usual;
  if (given.loaders != usual.loaders) transcript.setting("loaders", to_value(given.loaders));
  if (given.max_pixels != usual.max_pixels) transcript.setting("max_pixels", given.max_pixels);
  if (given.max_seconds != usual.max_seconds) transcript.setting("max_seconds", given.max_seconds);
}

/// What does not depend on the arguments of a call, but for the settings of images.
void add_method(Transcript& transcript, const MethodInfo& method, const Project& project,
                const ImageSettings& images) {
  for (const SourceFile& file : method.files) transcript.code(file.name, file.code);
  if (!method.source.is_standard) {
    const std::string& name = method.source.name;
    for (const std::string& flag : project.flags_of(name)) transcript.flag(flag);
    for (const std::string& package : project.packages_of(name)) transcript.package(package);
  }
  for (const std::string& part : method.description.results) {
    transcript.results_version(part, results_version(part));
    if (part == "image") add_image_settings(transcript, images);
  }
}

class RequestMaker {
 public:
  RequestMaker(JobRequest& request, const MethodInfo& method, const RequestContext& context)
      : request_(request), method_(method), description_(method.description), context_(context) {}

  void check(const std::vector<Argument>& arguments) {
    const Project& project = context_.project;
    request_.task.method = method_.source.name;
    if (uses_images()) request_.task.images = project.images;
    request_.limits.timeout = project.timeout;
    request_.limits.row_timeout = project.row_timeout;
    request_.limits.stalled_after = project.stalled_after;
    request_.limits.concurrency = project.concurrency;
    sort_out(arguments);
    check_missing();
    refuse();
    take_inputs();
    check_inputs();
    for (const auto& [name, paths] : paths_) take_files(name, *paths);
    refuse();
  }

  void complete() {
    name_inputs();
    check_inputs();
    refuse();
    request_.limits.slices = slices();
    request_.transcript = make_transcript(method_, context_.project, request_.task, context_.jobs);
    request_.key = request_.transcript.key();
    request_.task.key = request_.key.hex();
  }

 private:
  void problem(std::string text) { problems_.push_back(std::move(text)); }

  void refuse() const {
    if (problems_.empty()) return;
    throw Error("method " + quote(method_.source.name) + ": " + joined(problems_, "\n  "))
        .set_hint(hint_);
  }

  void sort_out(const std::vector<Argument>& arguments) {
    std::set<std::string> seen;
    for (const Argument& argument : arguments) {
      if (!seen.insert(argument.name()).second) {
        problem(quote(argument.name()) + " is given twice");
      } else if (argument.name() == "max_bad") {
        take_max_bad(argument.value());
      } else if (argument.name() == "timeout") {
        take_seconds(argument, request_.limits.timeout);
      } else if (argument.name() == "row_timeout") {
        take_seconds(argument, request_.limits.row_timeout);
      } else if (const auto* option = find_named(description_.options, argument.name())) {
        take_option(*option, argument);
      } else if (find_named(description_.datasets, argument.name()) != nullptr ||
                 find_named(description_.jobs, argument.name()) != nullptr) {
        inputs_[argument.name()] = argument.value();
      } else {
        unknown(argument.name());
      }
    }
  }

  void unknown(const std::string& name) {
    std::vector<std::string> names = description_.names();
    names.insert(names.end(), std::begin(kOfEveryMethod), std::end(kOfEveryMethod));
    problem("there is no option, dataset or job " + quote(name) + did_you_mean(name, names) +
            "; it takes " + joined(names, ", "));
  }

  void take_max_bad(const Value& value) {
    const bool is_count = value.is_whole() && value.unsigned_whole_fits();
    const bool is_fraction = value.is_real() && value.real() >= 0 && value.real() <= 1;
    if (is_count || is_fraction) {
      request_.limits.max_bad = value;
    } else {
      problem("option 'max_bad': expected a count, or a fraction from 0.0 to 1.0, got " +
              value.describe());
    }
  }

  void take_seconds(const Argument& argument, double& seconds) {
    const Value& value = argument.value();
    const bool is_number = value.is_real() || value.is_whole();
    if (is_number && detail::real_from_value(value) >= 0) {
      seconds = detail::real_from_value(value);
    } else {
      problem("option " + quote(argument.name()) + ": expected seconds, 0 for no limit, got " +
              value.describe());
    }
  }

  void take_option(const OptionDeclaration& option, const Argument& argument) {
    try {  // all ill-typed options of one call are reported together
      if (option.type == Value("files")) {
        paths_[option.name] = file_paths(argument);
      } else {
        request_.task.options[option.name] =
            typed_value(argument.value(), option.type, option.default_value);
      }
    } catch (const Error& error) {
      problem("option " + quote(option.name) + ": " + error.message());
      ill_typed_.insert(option.name);
    }
  }

  void check_missing() {
    for (const OptionDeclaration& option : description_.options) {
      if (option.type == Value("files") || option.required) {
        const bool given = paths_.contains(option.name) ||
                           request_.task.options.contains(option.name) ||
                           ill_typed_.contains(option.name);
        if (!given) problem("option " + quote(option.name) + " is missing");
      } else if (!request_.task.options.contains(option.name)) {
        request_.task.options[option.name] = option.default_value;
      }
    }
    for (const auto* inputs : {&description_.datasets, &description_.jobs}) {
      for (const InputDeclaration& input : *inputs) {
        if (input.required && !inputs_.contains(input.name)) {
          problem((inputs == &description_.jobs ? "job " : "dataset ") + quote(input.name) +
                  " is missing");
        }
      }
    }
  }

  bool uses_images() const {
    return std::ranges::find(description_.results, "image") != description_.results.end();
  }

  void take_inputs() {
    for (const InputDeclaration& input : description_.datasets) {
      auto& list = request_.task.datasets[input.name];
      if (input.is_list) request_.task.lists.push_back(input.name);
      for (Reference& reference : references(input, "dataset")) {
        if (reference.dataset.empty()) reference.dataset = "default";
        list.push_back(reference);
      }
    }
    for (const InputDeclaration& input : description_.jobs) {
      auto& list = request_.task.jobs[input.name];
      if (input.is_list) request_.task.lists.push_back(input.name);
      for (const Reference& reference : references(input, "job")) {
        if (reference.dataset.empty()) {
          list.push_back(reference.job);
        } else {
          problem("job " + quote(input.name) + ": expected a job, got dataset " +
                  reference_text(reference));
        }
      }
    }
  }

  /// Replaces the made-up names of jobs that are finished now by their ids.
  void name_inputs() {
    for (auto& [name, list] : request_.task.datasets) {
      for (Reference& reference : list) reference.job = context_.jobs.id_of(reference.job);
    }
    for (auto& [name, list] : request_.task.jobs) {
      for (std::string& job : list) job = context_.jobs.id_of(job);
    }
  }

  /// Leaves out jobs that are not made.
  void check_inputs() {
    for (const InputDeclaration& input : description_.datasets) {
      for (const Reference& reference : request_.task.datasets[input.name]) {
        check_dataset(input, reference);
      }
    }
    for (const InputDeclaration& input : description_.jobs) {
      for (const std::string& job : request_.task.jobs[input.name]) {
        checked("job", input.name, [&] { context_.jobs.key(job); });
      }
    }
  }

  std::vector<Reference> references(const InputDeclaration& input, const char* what) {
    std::vector<Reference> result;
    const auto given = inputs_.find(input.name);
    if (given == inputs_.end() || given->second.is_null()) return result;
    const Value& value = given->second;
    const std::string place = std::string(what) + " " + quote(input.name) + ": ";
    if (value.is_list() && !input.is_list) {
      problem(place + "takes one, got " + value.describe());
      return result;
    }
    const Value::List items = value.is_list() ? value.list() : Value::List{value};
    if (items.empty() && input.required) problem(place + "the list is empty");
    for (const Value& item : items) {
      if (item.is_reference()) {
        result.push_back(item.reference());
        result.back().job = context_.jobs.id_of(result.back().job);
      } else if (item.is_text()) {
        result.push_back(parse_reference(item.text(), false));
      } else {
        problem(place + "expected a job or a dataset, got " + item.describe());
      }
    }
    return result;
  }

  template <class Check>
  void checked(const char* what, const std::string& name, Check&& check) {
    try {  // reported together with the other arguments
      check();
    } catch (const Error& error) {
      problem(std::string(what) + " " + quote(name) + ": " + error.message());
      if (hint_.empty()) hint_ = error.hint();
    }
  }

  void check_dataset(const InputDeclaration& input, const Reference& reference) {
    checked("dataset", input.name, [&] {
      const int slices = context_.jobs.slices(reference);
      if (slices == 0) return;  // its job is not made
      if (!input.whole && description_.has_analysis) {
        slice_counts_.emplace_back(quote(input.name) + " (" + reference_text(reference) + ")",
                                   slices);
      }
      if (first_slices_ == 0) first_slices_ = slices;
    });
  }

  void take_files(const std::string& name, const detail::TextsState& paths) {
    checked("option", name, [&] {
      const OptionDeclaration& option = *find_named(description_.options, name);
      std::string base;
      if (!option.base.empty()) {
        const Value& given = request_.task.options[option.base];
        if (given.is_text()) base = given.text();
      }
      HashedFiles files(paths.texts, base, context_.project, paths.folders);
      request_.task.files[name] = {files.size(), files.digest().hex(), files.folder()};
      request_.files.emplace(name, std::move(files));
    });
  }

  int slices() {
    if (slice_counts_.empty()) {
      const bool follows = !description_.has_analysis && first_slices_ > 0;
      return follows ? first_slices_ : context_.project.slices;
    }
    for (const auto& [name, count] : slice_counts_) {
      if (count == slice_counts_[0].second) continue;
      throw Error("method " + quote(method_.source.name) + ": datasets that are read slice by " +
                  "slice must have the same number of slices; " + slice_counts_[0].first + " has " +
                  std::to_string(slice_counts_[0].second) + ", " + name + " has " +
                  std::to_string(count));
    }
    return slice_counts_[0].second;
  }

  JobRequest& request_;
  const MethodInfo& method_;
  const Description& description_;
  const RequestContext& context_;
  std::vector<std::string> problems_;
  std::set<std::string> ill_typed_;  ///< options that are among the problems
  std::string hint_;                 ///< the first that one of them has
  std::map<std::string, Value> inputs_;
  std::map<std::string, FilePaths> paths_;
  std::vector<std::pair<std::string, int>> slice_counts_;
  int first_slices_ = 0;
};

}  // namespace

Transcript make_transcript(const MethodInfo& method, const Project& project, const JobTask& task,
                           KnownJobs& jobs) {
  Transcript transcript(method.source.name);
  add_method(transcript, method, project, task.images);
  for (const auto& [name, value] : task.options) {
    if (!is_base(method.description, name)) transcript.option(name, value);
  }
  for (const auto& [name, files] : task.files) {
    transcript.files(name, files.count, parse_digest(files.digest));
  }
  for (const auto& [name, list] : task.datasets) {
    for (const Reference& from : list) transcript.dataset(name, from, jobs.key(from.job));
  }
  for (const auto& [name, list] : task.jobs) {
    for (const std::string& id : list) transcript.job(name, id, jobs.key(id));
  }
  return transcript;
}

Transcript make_bare_transcript(const MethodInfo& method, const Project& project) {
  JobTask task;
  for (const OptionDeclaration& option : method.description.options) {
    if (option.type != Value("files")) task.options[option.name] = Value();
  }
  KnownJobs none{Workdirs()};
  return make_transcript(method, project, task, none);
}

JobRequest check_request(const MethodInfo& method, const std::vector<Argument>& arguments,
                         const RequestContext& context) {
  JobRequest request{{}, {}, {}, Transcript(method.source.name), {}};
  RequestMaker(request, method, context).check(arguments);
  return request;
}

void complete_request(JobRequest& request, const MethodInfo& method,
                      const RequestContext& context) {
  RequestMaker(request, method, context).complete();
}

}  // namespace accel
