#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks comments and documents for phrases that read as a translation: words that no comment, bullet
# or sentence begins with, and words that no text has. Code between ``` in documents does not count.
set -eu
words=$(mktemp)
trap 'rm -f "$words"' EXIT

# "file:line: text" of every comment, and of every line of a document.
{
  find src include methods tests examples -name '*.cpp' -o -name '*.h' | sort | xargs awk '
    match($0, /\/\/[\/!<]*/) { print FILENAME ":" FNR ": " substr($0, RSTART + RLENGTH) }'
  find src methods tests examples .github -name '*.md' | sort | xargs awk '
    FNR == 1 { in_code = 0 }
    /^ *```/ { in_code = !in_code; next }
    !in_code { print FILENAME ":" FNR ": " $0 }' README.md
} >"$words"

# A line begins a sentence unless the line before goes on in it: after an empty one, a mark of a
# list or a cell of a table, or a line that ended with a full stop.
if awk '
  {
    place = $1
    text = substr($0, length(place) + 2)
    split(place, part, ":")
    follows = part[1] == file && part[2] == line + 1 && !ended
    file = part[1]; line = part[2]
    sub(/^ +/, "", text)
    begins = !follows || text ~ /^([*-]|[0-9]+\.|\|) /
    ended = text == "" || text ~ /[.:?!`")|]$/
    bare = text
    sub(/^([*-]|[0-9]+\.) +/, "", bare)
    gsub(/\| +/, "|", bare)
    gsub(/[Tt]here (is|are) no |(is|are) no longer/, "", bare)  # which is English
    if ((begins && match(bare, /^\|?(Of|Those|The same|With) /)) ||
        match(bare, /[.?!|] ?(Of|Those|The same)( |$)/) ||
        match(bare, / (is|are) (told|no [a-z]+)/)) {
      print place " \"" substr(bare, RSTART, RLENGTH) "\": " text
      bad = 1
    }
  }
  END { exit !bad }' "$words"; then
  exit 1
fi
