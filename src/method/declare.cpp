// SPDX-License-Identifier: Apache-2.0
// The member functions of accel::Method: each declaration is recorded, and gets its value if there
// is a job.
#include "base/inside.h"
#include "base/text.h"
#include "dataset/analysis_record.h"
#include "dataset/dataset.h"
#include "dataset/input_list.h"
#include "dataset/input_reads.h"
#include "job/post_file.h"
#include "method/context.h"

#include <climits>
#include <cstdlib>
#include <new>

namespace accel {

const char* phase_name(Phase phase) {
  switch (phase) {
    case Phase::prepare: return "prepare";
    case Phase::analysis: return "analysis";
    case Phase::synthesis: return "synthesis";
    default: return "construction";
  }
}

namespace detail {
namespace {

Context* current_context = nullptr;

Context& context_for(const char* what) {
  if (current_context == nullptr) {
    throw Error(std::string(what) + " is used outside of a job")
        .set_hint("in a test, run methods with accel::testing (<accel/testing.h>)");
  }
  return *current_context;
}

/// Declarations come from member initialisers, each name once.
void note(Context& context, const std::string& name, const char* what) {
  if (!context.constructing) {
    throw JobError(std::string(what) + "(" + quote(name) + ") is for member initialisers only");
  }
  if (name.empty()) throw Error(std::string(what) + " without a name");
  if (!is_storable_name(name)) throw Error(std::string(what) + " cannot be named " + quote(name));
  if (std::ranges::find(kOfEveryMethod, name) != std::end(kOfEveryMethod)) {
    throw Error(quote(name) + " is accepted by every method; it cannot be declared");
  }
  if (!context.names.insert(name).second) throw Error(quote(name) + " is declared twice");
}

}  // namespace

State::~State() = default;
Phases::~Phases() = default;

void* allocate_zeroed(std::size_t size, std::size_t alignment) {
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  void* memory =
      std::aligned_alloc(std::max(alignment, sizeof(void*)), std::max(rounded, sizeof(void*)));
  if (memory == nullptr) throw std::bad_alloc();
  __builtin_memset(memory, 0, size);
  return memory;
}
void free_zeroed(void* memory) { std::free(memory); }

void Context::open_inputs() {
  for (const auto& [name, references] : setup->task.datasets) {
    for (const Reference& reference : references) {
      datasets[name].push_back(open_dataset(reference, workdirs));
    }
  }
  for (const auto& [name, input] : setup->task.files) {
    auto* state = new FilesState;
    files[name] = Handle(state);
    state->option = name;
    state->folder = input.folder;
    state->slices = setup->limits.slices;
    state->files = read_inputs(inputs_path(job_path, name));
  }
}

std::vector<Writer> Context::all_writers() const {
  std::vector<Writer> all = writers;
  all.insert(all.end(), prepared_writers.begin(), prepared_writers.end());
  return all;
}

Writer Context::find_writer(const std::string& name) const {
  for (const Writer& writer : all_writers()) {
    if (writer.name() == name) return writer;
  }
  throw Error("there is no dataset writer " + quote(name));
}

Scope::Scope(Context& context) : outer_(current_context) { current_context = &context; }
Scope::~Scope() { current_context = outer_; }

MethodObject::MethodObject(Phases& phases, Context& context, Phase phase)
    : phases_(phases), context_(context), scope_(context), object_(nullptr) {
  context.phase = phase;
  context.constructing = true;
  context.names.clear();
  context.description = {};
  context.writers.clear();
  object_ = phases.make();
  context.constructing = false;
  std::set<std::string> names;
  for (const Writer& writer : context.writers) {
    if (!names.insert(writer.name()).second) {
      throw Error("two writers make dataset " + quote(writer.name()) +
                  ": rename one with .named(...)");
    }
  }
}

MethodObject::~MethodObject() {
  if (object_ != nullptr) phases_.destroy(object_);
  context_.phase = Phase::none;
}

}  // namespace detail

Method::Method() : context_(&detail::context_for("a method")) {}

CagedMethod::CagedMethod() { detail::context_for("a method").description.is_caged = true; }

int Method::slices() const {
  note_read("", "slices");
  return context_->setup != nullptr ? context_->setup->limits.slices : 1;
}

Value Method::declare_option(std::string name, Value type, Value value, std::string help) {
  detail::note(*context_, name, "option");
  context_->description.options.push_back(
      {name, std::move(type), value, false, std::move(help), ""});
  if (context_->setup == nullptr) return value;
  return context_->setup->task.options.at(name);
}

Value Method::declare_required(std::string name, Value type, std::string help) {
  detail::note(*context_, name, "required");
  context_->description.options.push_back({name, std::move(type), {}, true, std::move(help), ""});
  if (context_->setup == nullptr) return {};
  return context_->setup->task.options.at(name);
}

Files Method::input_files(std::string name, std::string help, std::string base) {
  detail::note(*context_, name, "input_files");
  auto& options = context_->description.options;
  options.push_back({name, "files", {}, true, std::move(help), base});
  if (!base.empty()) {
    detail::note(*context_, base, "input_files");
    options.push_back({base,
                       Value::Object{{"optional", "text"}},
                       {},
                       false,
                       "folder that names are relative to; default: that of the first wildcard",
                       ""});
  }
  const auto found = context_->files.find(name);
  return found == context_->files.end() ? Files() : Files(found->second);
}

std::vector<Dataset> Method::datasets(std::string name, Input input) {
  detail::note(*context_, name, "datasets");
  context_->description.datasets.push_back({name, true, input.required, input.whole});
  return context_->datasets[name];
}

Dataset Method::dataset(std::string name, Input input) {
  detail::note(*context_, name, "dataset");
  context_->description.datasets.push_back({name, false, input.required, input.whole});
  const auto& given = context_->datasets[name];
  if (!given.empty()) return given[0];
  // A dataset that is only declared differs from one that is not declared yet.
  return context_->setup == nullptr ? Dataset(detail::Handle(new detail::DatasetState)) : Dataset();
}

std::vector<Job> Method::jobs(std::string name, Input input) {
  detail::note(*context_, name, "jobs");
  context_->description.jobs.push_back({name, true, input.required, false});
  std::vector<Job> jobs;
  if (context_->setup == nullptr) return jobs;
  for (const std::string& id : context_->setup->task.jobs.at(name)) {
    jobs.emplace_back(id, context_->workdirs.job_path(id));
  }
  return jobs;
}

Job Method::job(std::string name, Input input) {
  detail::note(*context_, name, "job");
  context_->description.jobs.push_back({name, false, input.required, false});
  if (context_->setup == nullptr) return {};
  const auto& ids = context_->setup->task.jobs.at(name);
  return ids.empty() ? Job() : Job(ids[0], context_->workdirs.job_path(ids[0]));
}

namespace {

Writer add_writer(detail::Context& context) {
  if (!context.constructing && context.phase != Phase::prepare) {
    throw JobError("writers are made in member initialisers or in prepare()");
  }
  auto* state = new detail::WriterState;
  Writer writer{detail::Handle(state)};
  state->job_path = context.job_path;
  state->workdirs = context.workdirs;
  (context.constructing ? context.writers : context.prepared_writers).push_back(writer);
  return writer;
}

}  // namespace

Writer Method::keep_from(const Dataset& source) {
  if (!source) {
    throw Error("keep_from: the dataset was not given").set_hint("declare it above the writer");
  }
  Writer writer = add_writer(*context_);
  detail::WriterState& state = *writer.state();
  state.keeps = true;
  if (context_->setup == nullptr) return writer;
  note_input(source.state()->reference, &DatasetReads::all);
  state.source = source;
  state.columns = source.columns();
  return writer;
}

Writer Method::declare_writer(const Dataset* source, std::vector<ColumnSpec> columns) {
  if (source != nullptr && !*source) {
    throw Error("append_to: the dataset was not given")
        .set_hint(
            "declare it above the writer; if it is optional and was not given, use writer() "
            "instead");
  }
  std::set<std::string> names;
  for (const ColumnSpec& column : columns) {
    if (!is_storable_name(column.name)) {
      throw Error("a column cannot be named " + quote(column.name));
    }
    if (!names.insert(column.name).second) {
      throw Error("column " + quote(column.name) + " is declared twice");
    }
  }
  if (columns.empty()) throw Error("a writer without columns");
  Writer writer = add_writer(*context_);
  detail::WriterState& state = *writer.state();
  state.columns = std::move(columns);
  if (source == nullptr || context_->setup == nullptr) return writer;
  note_input(source->state()->reference, &DatasetReads::all);  // the new dataset names its columns
  state.parent = *source;
  return writer;
}

namespace {

/// What file systems allow for one part of a path, and the kernel for all of it with its end.
constexpr std::size_t kLongestPart = 255;
constexpr std::size_t kLongestPath = PATH_MAX - 1;

void refuse_long(const std::string& name) {
  for (const std::string& part : split(name, '/')) {
    if (part.size() <= kLongestPart) continue;
    throw Error("file name " + quote(name) + " is too long: a part of it has " +
                std::to_string(part.size()) + " bytes, " + std::to_string(kLongestPart) +
                " are possible");
  }
  const std::size_t folder =
      detail::current_context != nullptr ? detail::current_context->job_path.size() + 1 : 0;
  if (folder + name.size() <= kLongestPath) return;
  throw Error("file name " + quote(name) + " is too long: its path has " +
              std::to_string(folder + name.size()) + " bytes, " + std::to_string(kLongestPath) +
              " are possible");
}

}  // namespace

std::string check_file_name(std::string_view name) {
  if (!is_utf8(name)) throw Error("file name " + quote(name) + " is not UTF-8");
  if (!stays_inside(name) || name.ends_with('/')) {
    throw Error("file name " + quote(name) + " does not stay inside the job directory");
  }
  std::string normal = normal_path(name);
  if (is_reserved(normal)) {
    throw Error("file name " + quote(name) + " is reserved for accel's own files");
  }
  refuse_long(normal);
  return normal;
}

void save_file(std::string_view name, Bytes contents) {
  const std::string normal = check_file_name(name);
  const detail::Context& context = detail::context_for("save_file");
  if (try_file(normal, contents)) return;
  if (context.saved != nullptr) context.saved->begin();
  const Fd fd = create_inside(context.job_path, normal);
  if (context.saved != nullptr) context.saved->add(normal, contents);  // not one that was there
  write_all(fd, join_path(context.job_path, normal), contents.text());
}

Dataset Convert<Dataset>::from(const Value& value) {
  if (value.is_null()) return {};
  return open_dataset(parse_reference(value.text(), true),
                      detail::context_for("a dataset").workdirs);
}

Job Convert<Job>::from(const Value& value) {
  if (value.is_null()) return {};
  return {value.text(), detail::context_for("a job").workdirs.job_path(value.text())};
}

Writer Convert<Writer>::from(const Value& value) {
  return detail::context_for("a writer").find_writer(value.at("writer").text());
}

}  // namespace accel
