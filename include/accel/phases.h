// SPDX-License-Identifier: Apache-2.0
// What <accel/method.h> makes of a method's prepare(), analysis() and synthesis(), so that the
// library can call them without knowing their types. Signatures are checked here, when the method
// is compiled.
//
//   prepare()                          returns nothing, or a state
//   analysis(int slice)                or analysis(int slice, const State&); may return a value
//   synthesis()                        or with const State&, const std::vector<SliceValue>&, or
//                                      both in that order; may return the job's result
#pragma once

#include <accel/convert.h>
#include <accel/export.h>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace accel::detail {

/// Raise it with a change after which accel would misread plugins that were compiled before.
inline constexpr int kAbi = 2;

/// What prepare() returned, held without its type.
struct ACCEL_EXPORT State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  virtual ~State();
  virtual Value value() const = 0;
};

struct ACCEL_EXPORT Phases {
  bool has_prepare = false;
  bool has_analysis = false;
  bool has_synthesis = false;
  bool returns_state = false;
  bool returns_slice_value = false;
  bool returns_result = false;

  Phases() = default;
  Phases(const Phases&) = delete;
  Phases& operator=(const Phases&) = delete;
  virtual ~Phases();

  /// A method object in zeroed memory from the library, so that a member used before its
  /// declaration is seen as empty.
  virtual void* make() = 0;
  virtual void destroy(void* method) = 0;

  virtual State* prepare(void* method) = 0;  ///< the caller deletes it; null when there is none
  virtual State* state_from(const Value& value) = 0;
  virtual Value analysis(void* method, int slice, const State* state) = 0;
  virtual Value synthesis(void* method, const State* state, const std::vector<Value>& slices) = 0;
};

ACCEL_EXPORT void* allocate_zeroed(std::size_t size, std::size_t alignment);
ACCEL_EXPORT void free_zeroed(void* memory);

/// The class, result and parameters of a pointer to a member function.
template <class T>
struct Signature;
template <class C, class R, class... A>
struct Signature<R (C::*)(A...)> {
  using Result = R;
  using Parameters = std::tuple<A...>;
};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const> : Signature<R (C::*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) noexcept> : Signature<R (C::*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const noexcept> : Signature<R (C::*)(A...)> {};

template <class M>
concept HasPrepare = requires {
  &M::prepare;
};
template <class M>
concept HasAnalysis = requires {
  &M::analysis;
};
template <class M>
concept HasSynthesis = requires {
  &M::synthesis;
};

/// Not a static_assert: accel itself reports a method without a phase, because it can suggest which
/// misspelt function was meant.
template <class M>
concept HasPhase = HasPrepare<M> || HasAnalysis<M> || HasSynthesis<M>;

struct Nothing {};

template <class M, bool Has>
struct PrepareOf {
  using Returned = void;
};
template <class M>
struct PrepareOf<M, true> {
  using Returned = typename Signature<decltype(&M::prepare)>::Result;
  static_assert(std::tuple_size_v<typename Signature<decltype(&M::prepare)>::Parameters> == 0,
                "prepare() takes nothing");
};
template <class M, bool Has>
struct AnalysisOf {
  using Returned = void;
  static constexpr bool takes_state = false;
};
template <class M>
struct AnalysisOf<M, true> {
  using Returned = typename Signature<decltype(&M::analysis)>::Result;
  using Parameters = typename Signature<decltype(&M::analysis)>::Parameters;
  static_assert(std::tuple_size_v<Parameters> == 1 || std::tuple_size_v<Parameters> == 2,
                "analysis takes (int slice) or (int slice, const State&)");
  static constexpr bool takes_state = std::tuple_size_v<Parameters> == 2;
};
template <class T>
using KeepOrNothing = std::conditional_t<std::is_void_v<T>, Nothing, std::decay_t<T>>;

template <class M>
class PhasesOf final : public Phases {
  using Prepare = PrepareOf<M, HasPrepare<M>>;
  using Analysis = AnalysisOf<M, HasAnalysis<M>>;
  using S = KeepOrNothing<typename Prepare::Returned>;
  using R = KeepOrNothing<typename Analysis::Returned>;
  static constexpr bool kHasState = !std::is_void_v<typename Prepare::Returned>;
  static constexpr bool kHasSliceValue = !std::is_void_v<typename Analysis::Returned>;
  static_assert(!kHasState || Convertible<S>,
                "what prepare() returns cannot be stored: see <accel/convert.h>");
  static_assert(!kHasSliceValue || Convertible<R>,
                "what analysis() returns cannot be stored: see <accel/convert.h>");
  static_assert(!Analysis::takes_state || kHasState,
                "analysis takes a state, but prepare() returns none");

  struct HeldState final : State {
    explicit HeldState(S value) : held(std::move(value)) {}
    Value value() const override {
      if constexpr (kHasState) return to_value(held);
      return {};
    }
    S held;
  };
  static const S& held(const State* state) { return static_cast<const HeldState*>(state)->held; }
  static M& self(void* method) { return *static_cast<M*>(method); }

 public:
  PhasesOf() {
    has_prepare = HasPrepare<M>;
    has_analysis = HasAnalysis<M>;
    has_synthesis = HasSynthesis<M>;
    returns_state = kHasState;
    returns_slice_value = kHasSliceValue;
    if constexpr (HasSynthesis<M>) {
      returns_result = !std::is_void_v<typename Signature<decltype(&M::synthesis)>::Result>;
    }
  }

  void* make() override {
    void* memory = allocate_zeroed(sizeof(M), alignof(M));
    struct Guard {
      void* memory;
      ~Guard() {
        if (memory != nullptr) free_zeroed(memory);
      }
    } guard{memory};
    M* method = ::new (memory) M;
    guard.memory = nullptr;
    return method;
  }
  void destroy(void* method) override {
    self(method).~M();
    free_zeroed(method);
  }

  State* prepare(void* method) override {
    if constexpr (HasPrepare<M> && kHasState) {
      return new HeldState(self(method).prepare());
    } else if constexpr (HasPrepare<M>) {
      self(method).prepare();
    }
    return nullptr;
  }
  State* state_from(const Value& value) override {
    if constexpr (kHasState) return new HeldState(from_value<S>(value));
    return nullptr;
  }

  Value analysis(void* method, int slice, const State* state) override {
    if constexpr (HasAnalysis<M>) {
      const auto call = [&]() -> decltype(auto) {
        if constexpr (Analysis::takes_state) {
          return self(method).analysis(slice, held(state));
        } else {
          return self(method).analysis(slice);
        }
      };
      if constexpr (kHasSliceValue) {
        return to_value<R>(call());
      } else {
        call();
      }
    }
    return {};
  }

  Value synthesis(void* method, const State* state, const std::vector<Value>& slices) override {
    if constexpr (HasSynthesis<M>) {
      const auto call = [&]() -> decltype(auto) { return synthesise(self(method), state, slices); };
      using Result = decltype(call());
      if constexpr (std::is_void_v<Result>) {
        call();
      } else {
        static_assert(Convertible<std::decay_t<Result>>,
                      "what synthesis() returns cannot be stored: see <accel/convert.h>");
        return to_value<std::decay_t<Result>>(call());
      }
    }
    return {};
  }

 private:
  static std::vector<R> slice_values(const std::vector<Value>& values) {
    std::vector<R> result;
    if constexpr (kHasSliceValue) {
      result.reserve(values.size());
      for (const Value& value : values) result.push_back(from_value<R>(value));
    }
    return result;
  }

  static decltype(auto) synthesise(M& method, const State* state,
                                   const std::vector<Value>& values) {
    using Parameters = typename Signature<decltype(&M::synthesis)>::Parameters;
    constexpr std::size_t count = std::tuple_size_v<Parameters>;
    static_assert(count <= 2, "synthesis takes at most the state and the slices' values");
    if constexpr (count == 0) {
      return method.synthesis();
    } else if constexpr (count == 2) {
      static_assert(kHasState && kHasSliceValue,
                    "synthesis takes (const State&, const std::vector<SliceValue>&), but prepare() "
                    "returns no state or analysis no value");
      return method.synthesis(held(state), slice_values(values));
    } else {
      using Only = std::decay_t<std::tuple_element_t<0, Parameters>>;
      constexpr bool is_state = kHasState && std::same_as<Only, S>;
      constexpr bool is_values = kHasSliceValue && std::same_as<Only, std::vector<R>>;
      static_assert(is_state || is_values,
                    "synthesis takes what prepare() returns, or a std::vector of what analysis "
                    "returns");
      static_assert(
          !(is_state && is_values),
          "the state and the slices' values have the same type: take both, in that order");
      if constexpr (is_state) {
        return method.synthesis(held(state));
      } else {
        return method.synthesis(slice_values(values));
      }
    }
  }
};

}  // namespace accel::detail
