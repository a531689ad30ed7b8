import { say } from '../messages/say.js';
import { defineCommand, usageError } from './command.js';

export const command = defineCommand({
  name: 'completion',
  summary: 'print the completion script of a shell',
  usage: 'bash|zsh|fish',
  positionals: { min: 1, max: 1 },
  options: {},
  examples: [
    { line: 'source <(ackring completion bash)', summary: 'in ~/.bashrc' },
    { line: 'source <(ackring completion zsh)', summary: 'in ~/.zshrc, after compinit' },
    { line: 'ackring completion fish > ~/.config/fish/completions/ackring.fish', summary: 'once' },
  ],
  async run({ positionals, output }) {
    const [word] = positionals;
    const shell = shells.find((name) => name === word);
    if (shell === undefined) {
      throw usageError(
        say('"{shell}" is not a known shell', { shell: word ?? '' }),
        say('Use one of: {names}.', { names: shells }),
      );
    }
    output.raw(completionScript(shell));
    return undefined;
  },
});

const shells = ['bash', 'zsh', 'fish'] as const;

type Shell = (typeof shells)[number];

// Each script passes the words typed so far to `ackring complete`, which answers with one candidate per line, a tab
// and a description; the line `:file` requests the shell's file names instead.
const scripts: Readonly<Record<Shell, string>> = {
  bash: `_ackring() {
  local line word before='' words=() candidates=() i
  COMPREPLY=()
  # Bash splits words at = and :, and wants back only what follows the last of them.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ \${#words[@]} -gt 0 && ( "$word" == [=:]* || "$before" == *[=:] ) ]]; then
      words[\${#words[@]}-1]+="$word"
    else
      words+=("$word")
    fi
    before="$word"
  done
  local typed="\${words[\${#words[@]}-1]}"
  local kept="\${typed%"\${before##*[=:]}"}"
  while IFS= read -r line; do
    if [[ "$line" == ":file" ]]; then
      compopt -o default 2>/dev/null
      return
    fi
    candidates+=("\${line%%$'\\t'*}")
  done < <(ackring complete -- "\${words[@]}" 2>/dev/null)
  local begun=0
  for line in "\${candidates[@]}"; do [[ "$line" == "$typed"* ]] && begun=1; done
  for line in "\${candidates[@]}"; do
    [[ "$line" == "$kept"* ]] || continue
    [[ $begun == 0 || "$line" == "$typed"* ]] && COMPREPLY+=("$(printf '%q' "\${line#"$kept"}")")
  done
  # Of several that only have the word in them Bash would put their common beginning in its place.
  [[ $begun == 0 && \${#COMPREPLY[@]} -gt 1 ]] && COMPREPLY+=(' ')
}
complete -F _ackring ackring
`,
  zsh: `#compdef ackring
_ackring() {
  local line begun
  local -a described
  for line in "\${(@f)$(ackring complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ "$line" == ":file" ]]; then
      _files
      return
    fi
    [[ "$line" == "$words[CURRENT]"* ]] && begun=1
    [[ -n "$line" ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  # What only has the word in it takes its place, one after the other.
  if [[ -z "$begun" && "\${#described}" -gt 0 ]]; then
    compstate[insert]=menu
    _describe 'ackring' described -U
  else
    _describe 'ackring' described
  fi
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

function completionScript(shell: Shell): string {
  return scripts[shell];
}
