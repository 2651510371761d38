# SPDX-License-Identifier: Apache-2.0
# Texts that differ only in a byte that is not UTF-8 make different jobs, and the method gets their
# bytes, however the script writes them and whatever type of option takes them.
. "$(dirname "$0")/common.inc"

method shows 'std::string text = option("text", "\xe7");
  std::vector<std::string> list = option("list", std::vector<std::string>());
  std::map<std::string, std::string> map = option("map", std::map<std::string, std::string>());
  accel::Value any = option("any", accel::Value());
  static void show(const std::string& bytes) {
    for (unsigned char byte : bytes) std::printf("%02x", byte);
    std::puts("");
  }
  std::string synthesis() {
    show(text);
    for (const std::string& item : list) show(item);
    for (const auto& [name, item] : map) show(item);
    if (any.is_list()) show(any.list().at(0).text());
    return text;
  }'
script 'urd.build("shows", {{"text", "\xe8"}});
  const std::string same = "\xe8";
  urd.build("shows", {{"text", same}});
  accel::Job job = urd.build("shows", {{"text", std::string_view("\xe9")},
      {"list", {"a", "\xea"}}, {"map", {{"name", "\xeb"}}}, {"any", {"\xec"}}});
  std::puts(accel::from_value<std::string>(job.result()) == "\xe9" ? "exact" : "not exact");
  urd.build("shows");'
sed -i '1i #include <cstdio>' build.cpp
expect_jobs "3 made, 1 reused"
expect_printed exact
expect_equal "$(cat "$jobs/dev-0/OUTPUT/synthesis")" "e8"
expect_equal "$(echo $(cat "$jobs/dev-1/OUTPUT/synthesis"))" "e9 61 ea eb ec"
expect_equal "$(cat "$jobs/dev-2/OUTPUT/synthesis")" "e7"
expect_jobs "0 made, 4 reused"

script 'urd.build("shows", {{"map", {{"\xeb", "a"}}}});'
expect_failure 1 "option 'map'" "name '\\xeb' is not UTF-8"
