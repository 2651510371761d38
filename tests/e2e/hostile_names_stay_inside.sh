# SPDX-License-Identifier: Apache-2.0
# Names that lead out, that no file can have, or that a shell or a terminal would take for commands:
# each is exported or refused by name, nothing is written outside, and no escape reaches the terminal.
. "$(dirname "$0")/common.inc"

mkdir methods
cat >methods/names.cpp <<'END_METHOD'
#include <accel/method.h>
struct Names : accel::Method {
  std::string name = required<std::string>("name");
  accel::Writer out = writer(accel::text("filename"), accel::bytes("image"));
  void analysis(int slice) {
    if (slice < 2) out.write(slice == 0 ? "good.jpg" : name, accel::Bytes("x"));
  }
};
ACCEL_METHOD(Names)
END_METHOD
cat >build.cpp <<'END_SCRIPT'
#include <accel/build.h>

#include <cstdio>

void accel_main(accel::Urd& urd) {
  const std::string names[] = {
      "../../x", "/etc/accel-x", "a/../../b", "-rf", "x\n.jpg", std::string(300, 'n'),
      "post.json", "DS/x", ".", "", "..", "a/", "good.jpg/x", "./good.jpg", "a//../good.jpg",
      std::string("nul\0.jpg", 8), "$(touch pwned)", "`touch pwned`; touch pwned", "\x1b]0;title\a",
      "...", "a/b//c.jpg", "~", "slices/tmp/x", "OUTPUT", std::string(255, 'n')};
  for (const std::string& name : names) {
    try {
      auto source = urd.build("names", {{"name", name}});
      auto job = urd.build("export_images", {{"column", "image"}, {"source", source}});
      job.link_results("**", "out/" + job.id());
      std::printf("exported %s\n", job.files().at(0) == "good.jpg" ? job.files().at(1).c_str()
                                                                     : job.files().at(0).c_str());
    } catch (const accel::Error& error) {
      std::printf("refused %s\n", error.message().c_str());
    }
  }
}
END_SCRIPT
printf 'slices = 2\n' >accel.toml
run accel build build.cpp
expect_equal "$status" 1
expect_equal "$(grep -c '^exported ' "$out") exported, $(grep -c '^refused ' "$out") refused" \
  "9 exported, 16 refused"
for name in "'../../x'" "'/etc/accel-x'" "'a/../../b'" "300 bytes" "'post.json'" "'DS/x'" \
  "'.'" "''" "'..'" "'a/'" "'good.jpg' would be both" "two pictures would be written to 'good.jpg'" \
  "nul\\x00.jpg" "'slices/tmp/x'" "'OUTPUT'"; do
  grep '^refused ' "$out" | grep -qF -e "$name" || fail "not refused by name: $name"
done
expect_no_file /etc/accel-x "$jobs/b" workdirs/b workdirs/x x b pwned
# Refused before anything was written: those jobs have no picture.
for job in "$jobs"/dev-*; do
  [ -e "$job/post.json" ] || expect_no_file "$job/good.jpg"
done
expect_equal "$(find results -name -rf -o -name '$(touch pwned)' -o -name '...' -o -name c.jpg | wc -l)" 4

# What a job says reaches the terminal without its escapes: a message, a file's name, its output.
escape=$(printf '\033')
method shouts 'int synthesis() { std::printf("\033[31mred\n"); throw std::runtime_error("\033[2Jgone"); }'
method_script
expect_exit 1 accel build build.cpp -- shouts
expect_one_error '\x1b[2Jgone' '\x1b[31mred'
expect_no_text "$err" "$escape"
expect_no_text "$out" "$escape"
expect_exit 0 accel job "$(basename "$(last_job)")"
expect_no_text "$out" "$escape"
expect_printed '\x1b[2Jgone'

# A file whose name is no text, written past save_file.
method raw 'int synthesis() { std::FILE* f = std::fopen("bad\xff.jpg", "w"); std::fclose(f); return 1; }'
expect_exit 1 accel build build.cpp -- raw
expect_one_error 'bad\xff.jpg' 'not UTF-8'

# Methods cannot be named by what is no name.
for name in . .. ../methods/names "" methods/names; do
  expect_exit 1 accel build build.cpp -- "$name"
  expect_one_error "there is no method '$name'"
done
