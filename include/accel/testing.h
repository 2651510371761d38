// SPDX-License-Identifier: Apache-2.0
// Unit tests of methods, with any test framework. The test includes a method's source and runs it
// as a job in its own process, in a folder that is removed afterwards.
//
//   #include <accel/testing.h>
//   #include "../methods/shapehist.cpp"
//
//   TEST(ShapeHist, CountsShapes) {
//     accel::testing::Sandbox sandbox;
//     auto images = sandbox.dataset(accel::json("shape")).row(accel::Size{4, 3}).make();
//     accel::Job job = sandbox.run<ShapeHist>({{"source", images}});
//     EXPECT_EQ(job.result().at("4x3").whole(), 1);
//   }
#pragma once

#include <accel/method.h>
#include <accel/urd.h>

#undef ACCEL_METHOD
#define ACCEL_METHOD(type)  // several methods fit one test program

namespace accel::testing {

class Sandbox;

/// Makes a dataset row by row.
template <class... T>
class DatasetMaker {
 public:
  DatasetMaker(Sandbox& sandbox, Column<T>... columns);
  /// One row: a value for each column, std::nullopt for an absent one.
  template <class... V>
  DatasetMaker& row(const V&... values) {
    writer_.write(values...);
    return *this;
  }
  /// The next rows go to this slice. Slices start at 0 and only go up.
  DatasetMaker& slice(int slice) {
    writer_.select_slice(slice);
    return *this;
  }
  Dataset make();

 private:
  Sandbox& sandbox_;
  Writer writer_;
};

/// A workdir for one test. It is removed, with all that was made in it, when the Sandbox ends.
class ACCEL_EXPORT Sandbox {
 public:
  /// `slices`: of the datasets that are made here, and of imports.
  explicit Sandbox(int slices = 2);
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox();

  /// The folder that relative paths of input files start from.
  const std::string& folder() const;
  /// Writes a file below that folder.
  void write_file(std::string_view name, std::string_view contents) const;

  template <class... T>
  DatasetMaker<T...> dataset(Column<T>... columns) {
    return DatasetMaker<T...>(*this, std::move(columns)...);
  }

  /// Runs prepare, analysis for each slice, and synthesis, one after the other in this process,
  /// with the job directory as the working directory. Arguments are checked as urd.build checks
  /// them. Throws what the method throws, and Error when there are too many bad rows.
  template <class M>
  Job run(const Arguments& arguments = {}) {
    static_assert(detail::HasPhase<M>,
                  "a method needs a public prepare(), analysis or synthesis()");
    detail::PhasesOf<M> phases;
    return run_phases(phases, arguments);
  }

 private:
  template <class... T>
  friend class DatasetMaker;
  Writer start_dataset(std::vector<ColumnSpec> columns);
  Dataset finish_dataset(const Writer& writer);
  Job run_phases(detail::Phases& phases, const Arguments& arguments);

  struct State;
  State* state_;
};

template <class... T>
DatasetMaker<T...>::DatasetMaker(Sandbox& sandbox, Column<T>... columns)
    : sandbox_(sandbox), writer_(sandbox.start_dataset({static_cast<ColumnSpec&&>(columns)...})) {}

template <class... T>
Dataset DatasetMaker<T...>::make() {
  return sandbox_.finish_dataset(writer_);
}

}  // namespace accel::testing
