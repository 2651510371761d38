# SPDX-License-Identifier: Apache-2.0
# Completion for bash: source it, or put it into /usr/share/bash-completion/completions/accel.
# accel itself knows what fits (`accel complete`); if it prints nothing, file names are completed.
_accel() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    printf -v word %q "$word"  # a column may be named like a command of the shell
    COMPREPLY+=("$word")
  done < <("${COMP_WORDS[0]}" complete -- "$COMP_CWORD" "${COMP_WORDS[@]}" 2>/dev/null)
  # After "dev-4/" comes a dataset.
  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
  return 0
}
complete -o default -F _accel accel
