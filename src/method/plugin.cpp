// SPDX-License-Identifier: Apache-2.0
#include "method/plugin.h"

#include "base/text.h"
#include "method/context.h"

#include <dlfcn.h>

namespace accel {

detail::Phases& load_plugin(const std::string& object) {
  void* plugin = ::dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (plugin == nullptr) throw Error("cannot load " + quote(object) + ": " + ::dlerror());
  const auto* abi = static_cast<const int*>(::dlsym(plugin, "accel_abi"));
  auto* phases = reinterpret_cast<detail::Phases* (*)()>(::dlsym(plugin, "accel_phases"));
  if (abi == nullptr || phases == nullptr) {
    throw Error("there is no method in it").set_hint("end the file with ACCEL_METHOD(YourStruct)");
  }
  if (*abi != detail::kAbi) {
    throw Error("compiled for another version of accel (" + std::to_string(*abi) + ", this is " +
                std::to_string(detail::kAbi) + ")")
        .set_hint("compile it again");
  }
  return *phases();
}

Description describe(detail::Phases& phases) {
  detail::Context context;
  { const detail::MethodObject method(phases, context, Phase::none); }
  Description description = context.description;
  description.has_prepare = phases.has_prepare;
  description.has_analysis = phases.has_analysis;
  description.has_synthesis = phases.has_synthesis;
  return description;
}

Description describe_plugin(const std::string& object) {
  Description description = describe(load_plugin(object));
  if (::dlopen("libaccel_image.so", RTLD_LAZY | RTLD_NOLOAD) != nullptr) {
    description.results.push_back("image");
  }
  return description;
}

}  // namespace accel
