// SPDX-License-Identifier: Apache-2.0
#include "method/plugin.h"

#include "base/module.h"
#include "base/text.h"
#include "method/context.h"

namespace accel {

detail::Phases& load_plugin(const std::string& object) {
  std::string reason;
  const auto plugin = Module::find(object, reason);
  if (!plugin) throw load_error(object, reason);
  const auto* abi = plugin->find_symbol<const int>("accel_abi");
  auto* phases = plugin->find_symbol<detail::Phases*()>("accel_phases");
  if (abi == nullptr || phases == nullptr) {
    throw Error("it defines no method").set_hint("end the file with ACCEL_METHOD(YourStruct)");
  }
  if (*abi != detail::kAbi) {
    throw Error("compiled for another version of accel (" + std::to_string(*abi) + ", this is " +
                std::to_string(detail::kAbi) + ")")
        .set_hint("compile it again");
  }
  return *phases();
}

Error load_error(const std::string& name, const std::string& reason) {
  Error error("cannot load " + quote(name) + ": " + reason);
  if (reason.find("undefined symbol") != std::string::npos) {
    error.set_hint(
        "define it in a source that is compiled, or name the pkg-config package of its library in "
        "accel.toml: packages = [\"NAME\"]");
  }
  return error;
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
  if (Module::find_loaded("libaccel_image.so")) description.results.push_back("image");
  return description;
}

}  // namespace accel
