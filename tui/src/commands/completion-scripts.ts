export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

// Each script hands the words typed so far to `ackring complete`, which answers with one candidate a line,
// a tab and what it is; the line `:file` asks the shell for file names instead.
const scripts: Readonly<Record<Shell, string>> = {
  bash: `_ackring() {
  local line candidates=()
  COMPREPLY=()
  # Bash splits words at = and :, context names hold neither; rejoin options written as --name=value.
  local current="\${COMP_WORDS[COMP_CWORD]}"
  while IFS= read -r line; do
    if [[ "$line" == ":file" ]]; then
      compopt -o default 2>/dev/null
      return
    fi
    candidates+=("\${line%%$'\\t'*}")
  done < <(ackring complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  for line in "\${candidates[@]}"; do
    [[ "$line" == "$current"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
  done
}
complete -F _ackring ackring
`,
  zsh: `#compdef ackring
_ackring() {
  local line
  local -a described
  for line in "\${(@f)$(ackring complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ "$line" == ":file" ]]; then
      _files
      return
    fi
    [[ -n "$line" ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe 'ackring' described
}
compdef _ackring ackring
`,
  fish: `function __ackring_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (ackring complete -- $words[2..-1] 2>/dev/null)
        if test "$line" = ":file"
            __fish_complete_path (commandline -ct)
            return
        end
        echo $line
    end
end
complete -c ackring -f -a '(__ackring_complete)'
`,
};

export function completionScript(shell: Shell): string {
  return scripts[shell];
}
