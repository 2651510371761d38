// SPDX-License-Identifier: Apache-2.0
#include "run/cage.h"

#include "base/text.h"
#include "dataset/dataset.h"
#include "dataset/input_list.h"
#include "dataset/manifest.h"
#include "method/layout.h"
#include "run/call_filter.h"
#include "run/landlock.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <set>
#include <span>
#include <system_error>

namespace accel {
namespace {

using Access = Ruleset::Access;
using Folders = std::set<std::string>;

/// What libraries read, when they are loaded and later.
constexpr const char* kSystem[] = {
    "/usr", "/opt", "/nix/store", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime",
    "/dev/urandom", "/dev/random", "/dev/zero",
    // how many cores and how much memory there is
    "/sys/devices/system/cpu", "/sys/devices/system/node", "/proc/cpuinfo", "/proc/meminfo",
    "/proc/stat", "/proc/vmstat",
    "/proc/self",  // of the phases' process: its workers' are theirs alone
    // of loaders that accel.toml may allow
    "/etc/fonts", "/var/cache/fontconfig", "/etc/ImageMagick-6", "/etc/ImageMagick-7"};

/// The errors of a process say whether it is caged.
bool is_caged = false;

std::string_view folder_of(const InputFile& file) {
  return std::string_view(file.name).substr(0, file.name.rfind('/') + 1);
}

/// Which of the files, all in one folder, may be symbolic links. Listing the folder takes less time
/// than looking at each file, unless there are many others in it.
std::vector<std::string> possible_links(const std::string& folder,
                                        std::span<const InputFile> files) {
  constexpr std::size_t kMostEntries = 16;  // of the folder, for each file
  auto links = find_links(folder, kMostEntries * files.size());
  if (links) std::ranges::sort(*links);
  std::vector<std::string> names;
  for (const InputFile& file : files) {
    std::string name = file.name.substr(folder_of(file).size());
    if (!links || std::ranges::binary_search(*links, name)) names.push_back(std::move(name));
  }
  return names;
}

/// The folders that the files lie in, and those that symbolic links among them lead to, because the
/// system checks the access there.
void add_input_folders(Folders& folders, const detail::FilesState& state) {
  for (std::span<const InputFile> files = state.files; !files.empty();) {
    const auto end = std::ranges::find_if(
        files, [&](const InputFile& file) { return folder_of(file) != folder_of(files[0]); });
    const auto count = static_cast<std::size_t>(end - files.begin());
    const std::string folder = parent_path(join_path(state.folder, files[0].name));
    folders.insert(folder);
    for (const std::string& name : possible_links(folder, files.first(count))) {
      struct stat status;
      char real[PATH_MAX];
      const std::string path = join_path(folder, name);
      const bool is_link = ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
      if (is_link && ::realpath(path.c_str(), real) != nullptr) folders.insert(parent_path(real));
    }
    files = files.subspan(count);
  }
}

/// Adds the folders of a dataset: its manifest's, and those of its columns.
void add_dataset(Folders& folders, const Workdirs& workdirs, const std::string& job,
                 const Manifest& manifest) {
  folders.insert(workdirs.job_path(job) + "/DS");
  for (const ManifestColumn& column : manifest.columns) {
    folders.insert(workdirs.job_path(column.owner.job) + "/DS");
  }
}

/// A job as an input includes everything in it, also its datasets.
void add_job(Folders& folders, const Workdirs& workdirs, const std::string& job) {
  const std::string path = workdirs.job_path(job);
  folders.insert(path);
  for (const std::string& name : dataset_names(path)) {
    add_dataset(folders, workdirs, job, read_manifest({job, name}, path));
  }
}

Folders input_folders(const detail::Context& context) {
  Folders folders;
  for (const auto& [name, files] : context.files) add_input_folders(folders, *files);
  for (const auto& [name, datasets] : context.datasets) {
    for (const Dataset& dataset : datasets) {
      const detail::DatasetState& state = *dataset.state();
      add_dataset(folders, context.workdirs, state.reference.job, state.manifest);
    }
  }
  if (context.counterparts != nullptr) {
    for (const auto& [name, counterpart] : *context.counterparts) {
      folders.insert(context.workdirs.job_path(counterpart.dataset.state()->reference.job) + "/DS");
    }
  }
  for (const auto& [name, jobs] : context.setup->task.jobs) {
    for (const std::string& job : jobs) add_job(folders, context.workdirs, job);
  }
  return folders;
}

/// The image library's modules, and folders in which the user lets the loader look besides the
/// system's.
void allow_libraries(Ruleset& rules) {
  for (const char* module : {"libaccel_exif.so", "libaccel_planar.so", "libaccel_vips.so"}) {
    rules.allow(join_path(layout().libraries, module), Access::read);
  }
  const char* folders = std::getenv("LD_LIBRARY_PATH");
  for (const std::string& folder : split(folders != nullptr ? folders : "", ':')) {
    if (!folder.empty()) rules.allow(folder, Access::read);
  }
}

/// What every caged process may use.
Ruleset common_rules(int abi) {
  Ruleset rules(abi);
  for (const char* path : kSystem) rules.allow(path, Access::read);
  allow_libraries(rules);
  rules.allow("/dev/null", Access::use);
  return rules;
}

void restrict_files(const detail::Context& context, int abi) {
  Ruleset rules = common_rules(abi);
  for (const std::string& folder : input_folders(context)) rules.allow(folder, Access::read);
  rules.allow(context.job_path, Access::write);
  rules.enter();
}

void use_own_temporary_folder(const std::string& job_path) {
  const std::string folder = join_path(job_path, kTemporaryFolder);
  make_folders(folder);
  ::setenv("TMPDIR", folder.c_str(), 1);
}

/// Root reads and writes files of others as before, within the cage; it gives up its other
/// privileges.
void drop_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) throw SystemError("cage", "the job", errno);
  constexpr __u32 kept = 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capget, &header, data) != 0) throw SystemError("cage", "the job", errno);
  data[0] = {data[0].effective & kept, data[0].permitted & kept, 0};
  data[1] = {};
  if (::syscall(SYS_capset, &header, data) != 0) throw SystemError("cage", "the job", errno);
}

std::string lacking(const CageSupport& support) {
  std::vector<std::string> notes;
  if (support.landlock == 0)
    notes.emplace_back("files are not guarded: the kernel has no Landlock");
  if (support.landlock > 0 && support.landlock < 3) {
    notes.emplace_back("files can be truncated: preventing that needs Landlock 3");
  }
  if (support.landlock > 0 && support.landlock < 6) {
    notes.emplace_back("signals can be sent: preventing that needs Landlock 6");
  }
  if (!support.filter)
    notes.emplace_back("sockets are not guarded: the kernel has no system-call filter");
  return joined(notes, "; ");
}

/// The kernel holds locks until the last descriptor that has them is closed.
bool holds_lock(const std::string& fd) {
  const auto text = find_contents("/proc/self/fdinfo/" + fd);
  return text && text->find("OFDLCK") != std::string::npos;
}

/// All of the below applies to a thread and those that it starts from then on.
void refuse_other_threads() {
  if (list_folder("/proc/self/task").size() == 1) return;
  throw Error("a library of the method started a thread when it was loaded, so it cannot be caged")
      .set_hint("set cage = false in accel.toml, or derive the method from accel::Method");
}

}  // namespace

void close_inherited(std::initializer_list<int> spared) {
  for (const std::string& name : list_folder("/proc/self/fd")) {
    const int fd = std::stoi(name);
    const bool stays = fd <= STDERR_FILENO || std::ranges::count(spared, fd) > 0;
    if (!stays && !holds_lock(name)) ::close(fd);
  }
}

CageSupport cage_support() { return {landlock_abi(), has_call_filter()}; }

CagePlan plan_cage(bool wanted, bool allowed, const CageSupport& support) {
  if (!wanted) return {};
  if (!allowed) return {false, 0, false, "accel.toml says cage = false"};
  const bool on = support.landlock > 0 || support.filter;
  return {on, support.landlock, support.filter, lacking(support)};
}

void enter_cage(const detail::Context& context) {
  refuse_other_threads();
  const CageSupport support = cage_support();
  use_own_temporary_folder(context.job_path);
  drop_privileges();
  if (support.landlock > 0) restrict_files(context, support.landlock);
  if (support.filter) enter_call_filter();
  is_caged = true;
}

void enter_bare_cage() {
  refuse_other_threads();
  const CageSupport support = cage_support();
  drop_privileges();
  if (support.landlock > 0) common_rules(support.landlock).enter();
  if (support.filter) enter_call_filter();
  is_caged = true;
}

void enter_cell(const Channel& channel) {
  ::close(channel.fd());  // this process ends by _exit, so it is not closed again
  if (landlock_abi() >= 6) Ruleset::of_signals().enter();
}

std::string cage_hint(const std::exception& error) {
  if (!is_caged) return "";
  int code = 0;
  if (const auto* system = dynamic_cast<const SystemError*>(&error)) {
    code = system->code();
  } else if (const auto* standard = dynamic_cast<const std::system_error*>(&error)) {
    code = standard->code().value();
  }
  if (code != EACCES && code != EPERM) return "";
  return "\n  the method is caged: it can read only its inputs, and write only in its job "
         "directory "
         "(accel.toml: cage = false)";
}

}  // namespace accel
