# SPDX-License-Identifier: Apache-2.0
# Completion: what accel says could stand somewhere, and a real bash that is asked by Tab.
. "$(dirname "$0")/common.inc"

touch accel.toml
pictures 2
thumbs_script
expect_jobs "4 made, 0 reused"

# expect_words "WORDS" PLACE accel WORD...
expect_words() {
  words=$1
  shift
  expect_exit 0 accel complete -- "$@"
  expect_equal "$(tr "\n" " " <"$out")" "$words"
}
expect_words "job " 1 accel jo
expect_words "export_images import_images shapehist thumbnailer dev- " 2 accel job ''
expect_words "thumbnailer " 2 accel job th
expect_words "dev-0 dev-1 dev-2 dev-3 " 2 accel job dev-
expect_words "dev-1/default " 2 accel ds dev-1/
expect_words "dev-1/default " 4 accel -C "$project" ds dev-1/d
expect_words "finished failed " 3 accel job --state f
expect_words "export_images " 3 accel job --method e
expect_words "auto always never " 3 accel build --color ''
expect_words "auto always never " 3 accel build --color =
expect_words "always " 4 accel build --color = al
expect_words "log log: " 3 accel build --progress lo
expect_words "tsv csv jsonl " 4 accel cat dev-0 --format ''
expect_words "arrow " 4 accel export dev-0 --format a
expect_words "image shape filename " 3 accel hist dev-0 ''
expect_words "image " 5 accel hist --top 3 dev-0 i
expect_words "image " 7 accel -C "$project" hist --top 3 dev-0 i
expect_words "export_images import_images shapehist thumbnailer dev- " 2 accel hist ''
expect_words "" 2 accel grep ''
expect_words "thumbnailer " 3 accel grep x t
expect_words "thumbnailer " 3 accel sheet dev-0 t
expect_words "thumbnailer " 3 accel verify dev-0 t
expect_words "filename,image filename,shape " 4 accel cat dev-0 -c filename,
expect_words "filename,image,shape " 4 accel cat dev-0 --columns filename,image,s
expect_words "thumb,image " 5 accel sheet dev-1 --column = thumb,i
expect_words "bash " 2 accel completion b
expect_words "--state --script --since " 2 accel job --s
expect_words "" 2 accel build build.c
expect_words "" 2 accel nothing x
expect_exit 1 accel complete -- 2 accel ds nothing/
mkdir "$work/empty"
(cd "$work/empty" && "$ACCEL" complete -- 2 accel job '') >"$out"
expect_equal "$(cat "$out")" ""

expect_exit 0 accel completion bash
command -v python3 >/dev/null || skip "no python3 to type on a terminal"
mkdir "$work/bin"
ln -s "$ACCEL" "$work/bin/accel"
cat >"$work/type.py" <<'END'
import os, pty, select, sys, time

pid, terminal = pty.fork()
if pid == 0:
    os.environ["PATH"] = sys.argv[1] + ":" + os.environ["PATH"]
    os.environ.update(PS1="ready> ", TERM="dumb", HISTFILE="/dev/null")
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])

seen = ""

def read_until(text):
    global seen
    while text not in seen:
        if not select.select([terminal], [], [], 60)[0]:
            sys.exit("never saw %r in %r" % (text, seen))
        seen += os.read(terminal, 4096).decode(errors="replace")
    end = seen.index(text) + len(text)
    found, seen = seen[:end], seen[end:]
    return found

read_until("ready> ")
os.write(terminal, b"source <(accel completion bash); echo sour''ced\n")
read_until("sourced")
os.write(terminal, b"accel job th\t")
print(read_until("thumbnailer"))
os.write(terminal, b"--path\n")
print(read_until("dev-1"))
read_until("ready> ")
os.write(terminal, b"accel ds dev-1/\t")
print(read_until("default"))
os.write(terminal, b" --rows 1\n")
print(read_until("appended to dev-0/default"))
os.write(terminal, b"exit\n")
END
expect_exit 0 python3 "$work/type.py" "$work/bin"
expect_printed "$jobs/dev-1" "accel job thumbnailer" "accel ds dev-1/default"
