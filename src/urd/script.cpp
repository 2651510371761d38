// SPDX-License-Identifier: Apache-2.0
#include "urd/script.h"

#include "base/core_pool.h"
#include "base/core_server.h"
#include "base/cores.h"
#include "base/cut_file.h"
#include "base/exit_codes.h"
#include "base/interrupt.h"
#include "base/module.h"
#include "base/process.h"
#include "base/processes.h"
#include "base/text.h"
#include "method/code.h"
#include "method/plugin.h"
#include "progress/build_board.h"
#include "run/after_fork.h"
#include "urd/engine.h"
#include "urd/job_processes.h"
#include "workdir/build_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace accel {
namespace {

constexpr int kScriptGraceSeconds = 5;

void print_error(const Error& error) {
  std::fflush(stdout);
  if (const auto* compile = dynamic_cast<const CompileError*>(&error)) {
    std::fputs(compile->output().c_str(), stderr);
  }
  std::fprintf(stderr, "accel: error: %s\n", printable(error.what()).c_str());
}

using ScriptEntry = void(Urd*);

ScriptEntry* load_script(const std::string& object, const std::string& path) {
  std::string reason;
  const auto script = Module::find(object, reason);
  if (!script) {
    Error error = load_error(path, reason);
    if (reason.find("accel_main") != std::string::npos) {
      error = Error(path + ": it does not define accel_main")
                  .set_hint("write: void accel_main(accel::Urd& urd) { ... }");
    }
    throw error;
  }
  auto* entry = script->find_symbol<ScriptEntry>("accel_script");
  if (entry == nullptr) {
    throw Error(path + ": it does not define accel_main")
        .set_hint("include <accel/build.h>, and write: void accel_main(accel::Urd& urd) { ... }");
  }
  return entry;
}

class Builder {
 public:
  explicit Builder(const BuildRequest& request)
      : request_(request),
        project_(open_project(absolute_path("."))),
        pool_(project_.concurrency, warn_of_problem(take_cores_of_make())),
        methods_(project_, is_interrupted, [this] { return take_core(); }),
        board_(project_.workdir) {}

  int run() {
    watch_interrupts();
    open_output();
    board_->totals.is_dry_run = request_.dry_run;
    for (const std::string& script : request_.scripts) scripts_.push_back(absolute_path(script));
    End end{*this};
    mode_ = make_mode(project_, methods_, request_.dry_run, request_.forced);
    mode_.reuses_rows = !request_.no_row_reuse;
    mode_.keep_going = request_.keep_going;
    end.code = build();
    return end.code;
  }

 private:
  /// The totals are the last line of every build, also of one that ends with an exception.
  struct End {
    Builder& builder;
    int code = kFailed;
    explicit End(Builder& b) : builder(b) {}
    End(const End&) = delete;
    End& operator=(const End&) = delete;
    ~End() {
      const Totals& totals = builder.board_->totals;
      builder.note_latest_jobs();
      builder.log_.end(code, totals.made, totals.reused, totals.failed);
      builder.reporter().totals(totals);
    }
  };

  int build() {
    int code = 0;
    try {
      code = compile();
    } catch (const Error&) {  // of a compiler that the interrupt ended
      if (!is_interrupted()) throw;
    } catch (const Interrupted&) {  // while a compiler waited for a core
    }
    if (is_interrupted()) return kInterrupted;
    for (std::size_t i = 0; i < scripts_.size() && !is_interrupted(); ++i) {
      if (code != 0 && !request_.keep_going) break;
      if (compiled_[i]) code = std::max(code, run_script(i));
    }
    if (is_interrupted()) return kInterrupted;
    return code == 0 && board_->totals.failed > 0 ? kFailed : code;  // also when the script went on
  }

  /// Writes what a script that crashed did not write to the log, and sets the links in latest/ to
  /// its jobs.
  void note_latest_jobs() {
    try {  // the jobs are finished even if this fails
      log_.flush();
      for (const auto& [method, id] : log_.last_jobs()) {
        set_latest(join_path(project_.workdir, id), method);
      }
    } catch (const SystemError& error) {
      if (!board_->totals.failed) print_error(error);
    }
  }

  /// If --json is given, standard output is for JSON alone, and the script prints to standard
  /// error.
  void open_output() {
    out_ = Fd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
    if (!out_.is_open()) throw SystemError("open", "standard output", errno);
    if (request_.json) ::dup2(STDERR_FILENO, STDOUT_FILENO);
  }

  Reporter reporter() const {
    const bool colour = !request_.json && wants_colour(request_.colour, out_.get());
    return {out_.get(), request_.json, colour};
  }

  std::vector<std::string> named_methods() const {
    std::vector<std::string> names;
    for (const std::string& script : scripts_) {
      for (const std::string& name : built_methods(tokens(read_file(script)))) {
        names.push_back(name);
      }
    }
    return names;
  }

  void check_script(const std::string& script) const {
    const std::string shown = quote(project_.shown(script));
    const auto stat = find_stat(script);
    if (!stat) {
      const bool is_near = exists(script + ".cpp");
      const std::string near = project_.shown(script + ".cpp");
      throw Error("there is no build script " + shown +
                  (is_near ? " (did you mean " + quote(near) + "?)" : ""));
    }
    if (!stat->is_regular()) throw Error(shown + " is not a build script: not a regular file");
    const bool is_cpp =
        script.ends_with(".cpp") || script.ends_with(".cc") || script.ends_with(".cxx");
    if (!is_cpp) throw Error(shown + " is not a build script: its name must end in .cpp");
    if (script.find('\n') != std::string::npos) {
      throw Error("the path of build script " + quote(script) + " has a line break")
          .set_hint("rename the script, or the folder that it is in");
    }
  }

  /// Drops the scripts that cannot be run, if --keep-going is given.
  int check_scripts() {
    int code = 0;
    std::vector<std::string> usable;
    for (const std::string& script : scripts_) {
      try {  // a script
        check_script(script);
        usable.push_back(script);
      } catch (const Error& error) {
        if (!request_.keep_going) throw;
        print_error(error);
        code = kFailed;
      }
    }
    scripts_ = std::move(usable);
    return code;
  }

  int compile() {
    int code = check_scripts();
    std::vector<Unit> units;
    for (const std::string& script : scripts_) {
      units.push_back({project_.shown(script), {script}, parent_path(script)});
    }
    std::vector<CompileResult> results;
    {
      const EndProgramsOnInterrupt end_compilers;
      results = methods_.compile(named_methods(), units);
    }
    for (const CompileResult& result : results) {
      if (const auto* error = std::get_if<CompileError>(&result)) {
        if (!is_interrupted()) print_error(*error);
        code = kFailed;
        compiled_.emplace_back();
      } else {
        const CompiledUnit& compiled = std::get<CompiledUnit>(result);
        std::fputs(compiled.warnings.c_str(), stderr);
        compiled_.push_back(compiled);
      }
    }
    return code;
  }

  int run_script(std::size_t index) {
    board_->has_ended = 0;
    std::memset(board_->cut_file, 0, sizeof board_->cut_file);  // of a script before
    board_->stage = BuildStage::running;
    std::fflush(nullptr);
    log_.open();
    const pid_t parent = ::getpid();
    adopt_orphans();
    const std::vector<pid_t> not_ours = children_of(parent);  // of the shell that became accel
    const pid_t pid = ::fork();
    if (pid < 0) throw SystemError("start", "the build script", errno);
    if (pid == 0) {
      die_with_parent(parent);
      expect_interrupts_from(parent);
      report_cut_files(board_->cut_file);
      const int code = be_script(index);
      board_->has_ended = 1;
      std::fflush(nullptr);
      ::_exit(code);
    }
    Child script(pid);
    const ProcessStatus ended = wait_for_script(script);
    end_children(not_ours);
    if (is_interrupted()) return kInterrupted;
    if (board_->cut_file[0] != '\0') {
      std::fprintf(stderr, "accel: error: %s\n", board_->cut_file);
      return kFailed;
    }
    if (ended.signal != 0 || board_->has_ended == 0) {
      std::fprintf(stderr, "accel: error: %s: the script %s%s\n",
                   escaped(project_.shown(scripts_[index])).c_str(),
                   ended.signal != 0 ? "was " : "", ended.describe().c_str());
      return kFailed;
    }
    return ended.code;
  }

  static CoresOfMake warn_of_problem(CoresOfMake cores) {
    if (!cores.problem.empty()) {
      std::fprintf(
          stderr,
          "accel: warning: cannot use make's cores, so the build runs on one core: %s\n"
          "  in the makefile, put '+' before the command that runs accel; outside of make, "
          "unset MAKEFLAGS\n",
          printable(cores.problem).c_str());
    }
    return cores;
  }

  /// Waits for a core for a compiler: from the pool or, in the script's process, from the server.
  std::shared_ptr<void> take_core() {
    if (!own_process_.is_current()) {
      return std::make_shared<Fd>(accel::take_core(core_server_.control()));
    }
    pool_.take();
    return {&pool_, [](CorePool* pool) { pool->give_back(); }};
  }

  /// Gives out cores until the script has ended, or an interrupt comes, which ends it.
  ProcessStatus wait_for_script(Child& script) {
    while (!has_ended(script, -1, core_server_.fd())) core_server_.serve();
    return wait_interruptibly(script, kScriptGraceSeconds);
  }

  /// May compile and describe it, which does not handle interrupts.
  const MethodInfo& get_method(const std::string& name) {
    if (methods_.is_known(name)) return methods_.get(name);
    const EndProgramsOnInterrupt end_compilers;
    try {
      return methods_.get(name);
    } catch (const Error&) {
      if (is_interrupted()) throw Interrupted();
      throw;
    }
  }

  int be_script(std::size_t index) {
    const std::string shown = project_.shown(scripts_[index]);
    try {  // the top of the script's process
      if (::chdir(project_.folder.c_str()) != 0) throw SystemError("enter", project_.folder, errno);
      Reporter reporter = this->reporter();
      ScriptEntry* const entry = load_script(compiled_[index]->object, shown);
      ScriptLog log(log_, project_, shown);
      Progress progress(request_.progress, request_.colour, board_,
                        [&log] { return log.calls_before(); });
      JobProcesses runner(progress, core_server_.control(), most_jobs());
      const auto method = [&](const std::string& name) -> const MethodInfo& {
        // A compiler waits for a core: it must not be one that this process has requested for jobs.
        if (!methods_.is_known(name)) runner.want(0);
        return get_method(name);
      };
      detail::Engine engine({project_, method, runner, reporter, board_->totals, log}, mode_);
      return run_entry(entry, engine, shown);
    } catch (...) {
      return report_error(std::current_exception(), shown);
    }
  }

  std::size_t most_jobs() const {
    const int jobs = project_.jobs > 0 ? project_.jobs : project_.concurrency;
    return static_cast<std::size_t>(std::min(jobs, project_.concurrency));  // each needs a core
  }

  /// Runs accel_main. If it throws, jobs that run still end well. Returns the exit code.
  int run_entry(ScriptEntry* entry, detail::Engine& engine, const std::string& shown) const {
    Urd urd(engine, request_.arguments);
    int code = 0;
    try {
      entry(&urd);
      engine.finish();
    } catch (...) {
      code = report_error(std::current_exception(), shown);
      engine.stop();
    }
    for (const std::exception_ptr& error : engine.take_failures()) {
      code = std::max(code, report_error(error, shown));
    }
    return code;
  }

  /// Prints what a script threw, and returns the exit code for it.
  int report_error(const std::exception_ptr& thrown, const std::string& shown) const {
    try {  // throws it again, to catch it by its type
      std::rethrow_exception(thrown);
    } catch (const SystemError& error) {
      if (is_interrupted()) return kInterrupted;
      print_error(error);
      return kAccelFailed;
    } catch (const MachineError& error) {
      print_error(error);
      return kAccelFailed;
    } catch (const Error& error) {
      if (is_interrupted()) return kInterrupted;
      print_error(error);
      return kFailed;
    } catch (const Interrupted&) {
      return kInterrupted;
    } catch (const NotMade& asked) {
      reporter().note(asked.text);
      return 0;
    } catch (const std::bad_alloc&) {
      std::fprintf(stderr, "accel: error: %s: out of memory\n", shown.c_str());
      return kAccelFailed;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "accel: error: %s: %s\n", escaped(shown).c_str(),
                   printable(exception_text(error)).c_str());
      return kFailed;
    } catch (...) {
      std::fprintf(stderr, "accel: error: %s: threw something that is not a std::exception\n",
                   escaped(shown).c_str());
      return kFailed;
    }
  }

  const BuildRequest& request_;
  const OwnProcess own_process_;
  Project project_;
  CorePool pool_;
  CoreServer core_server_{pool_};
  Methods methods_;
  BuildMode mode_;
  BuildLog log_{project_, request_.scripts, request_.arguments, !request_.dry_run};
  SharedBuildBoard board_;
  Fd out_;
  std::vector<std::string> scripts_;
  std::vector<std::optional<CompiledUnit>>
      compiled_;  ///< one a script; nullopt: it does not compile
};

}  // namespace

int run_build(const BuildRequest& request) { return Builder(request).run(); }

}  // namespace accel
