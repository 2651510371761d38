// SPDX-License-Identifier: Apache-2.0
// A shared pointer to a type that only the library defines. <memory> would cost every method 20,000
// lines of headers. The library defines `retain(T*)` and `release(T*)`.
#pragma once

#include <utility>

namespace accel::detail {

template <class T>
class Handle {
 public:
  Handle() = default;
  /// Takes over one reference.
  explicit Handle(T* object) : object_(object) {}
  Handle(const Handle& other) : object_(other.object_) {
    if (object_) retain(object_);
  }
  Handle(Handle&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Handle& operator=(Handle other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Handle() {
    if (object_) release(object_);
  }

  T* get() const { return object_; }
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  T* object_ = nullptr;
};

}  // namespace accel::detail
