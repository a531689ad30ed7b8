import { basename, isAbsolute } from 'node:path';
import { isWindows } from '../../machine/platform.js';
import { cloudVariables } from '../../machine/processes/secrecy.js';
import { word } from '../../words/shell-word.js';
import type { SessionFolder } from '../session/session-folder.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface MarkedShell {
  readonly command: readonly [string, ...string[]];
  readonly environment: Environment;
}

export interface ShellMark {
  /** Precedes every prompt; only plain characters, as from `promptMark`. */
  readonly mark: string;
  readonly kubeconfig: string;
  readonly folder: SessionFolder;
}

/**
 * The user's own shell with its own start files, followed by the session's: the prompt is marked, KUBECONFIG is the
 * session's again, and cloud credentials that the files exported are removed. For bash, zsh, fish and shells that
 * read `ENV` (sh, dash, ksh); any other starts as it is.
 */
export async function markedShell(environment: Environment, session: ShellMark): Promise<MarkedShell> {
  if (isWindows) return commandPrompt(environment, session);
  const program = shellOf(environment);
  const { folder } = session;
  switch (basename(program)) {
    case 'bash': {
      const file = await folder.write('bashrc', bashStart(session));
      return { command: [program, '--rcfile', file, '-i'], environment };
    }
    case 'zsh': {
      await folder.write('.zshenv', zshEnvironment(environment['ZDOTDIR'], folder.path));
      await folder.write('.zshrc', zshStart(environment['ZDOTDIR'], session));
      return { command: [program, '-i'], environment: { ...environment, ZDOTDIR: folder.path } };
    }
    case 'fish': {
      const file = await folder.write('config.fish', fishStart(session));
      return { command: [program, '--init-command', `source ${word(file)}`], environment };
    }
    default: {
      const own = environment['ENV']?.replace(/^\$(?:HOME\b|\{HOME\})/, environment['HOME'] ?? '');
      const file = await folder.write('shrc', shStart(own, session));
      return { command: [program, '-i'], environment: { ...environment, ENV: file } };
    }
  }
}

/** The user's own shell, where it is named by its path. */
export function shellOf({ SHELL = '' }: Environment): string {
  return isAbsolute(SHELL) ? SHELL : '/bin/sh';
}

/** Windows' own: without what the registry would run first. */
function commandPrompt(environment: Environment, { mark }: ShellMark): MarkedShell {
  const { COMSPEC = 'cmd.exe' } = environment;
  return { command: [COMSPEC, '/d', '/k'], environment: { ...environment, PROMPT: `${mark} $P$G` } };
}

/**
 * Letters and numbers of any script, and characters that are harmless in every shell's prompt: a cluster's name runs
 * nothing.
 */
export function promptMark(name: string, isReadOnly: boolean, until: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]/gu, '_').slice(0, 40);
  return `[${plain}${isReadOnly ? ' read-only' : ''} until ${until}]`;
}

/** By name, for egrep and fish's `string match`. */
const ofCloud = cloudVariables.map(({ source }) => source.replaceAll('?:', '')).join('|');
const ofSession = /^ACKRING_CLUSTER_/.source;

/** Unsets a cloud's variables in `env`; for Bourne shells. */
const forget = `for __ackring in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p' | grep -Ei '${ofCloud}' | grep -v '${ofSession}'); do
  unset "$__ackring"
done
unset __ackring`;

function bashStart({ mark, kubeconfig }: ShellMark): string {
  return `if [ -r ~/.bashrc ]; then . ~/.bashrc; fi
${forget}
export KUBECONFIG=${word(kubeconfig)}
__ackring_mark() { case "$PS1" in *${quoted(mark)}*) ;; *) PS1=${quoted(`${mark} `)}"$PS1" ;; esac; }
__ackring_mark
case "$(declare -p PROMPT_COMMAND 2>/dev/null)" in
  'declare -a'*) PROMPT_COMMAND+=(__ackring_mark) ;;
  *) PROMPT_COMMAND="\${PROMPT_COMMAND:-}"$'\\n'__ackring_mark ;;
esac
`;
}

/** zsh looks for the next file in ZDOTDIR as this one leaves it. */
function zshEnvironment(zdotdir: string | undefined, folder: string): string {
  return `ZDOTDIR=${zdotdir ? word(zdotdir) : '"$HOME"'}
if [[ -r $ZDOTDIR/.zshenv ]]; then . "$ZDOTDIR/.zshenv"; fi
__ackring_zdotdir=$ZDOTDIR
ZDOTDIR=${word(folder)}
`;
}

function zshStart(zdotdir: string | undefined, { mark, kubeconfig, folder }: ShellMark): string {
  return `ZDOTDIR=$__ackring_zdotdir
if [[ \${HISTFILE:-} == ${word(folder.path)}/* ]]; then HISTFILE=$ZDOTDIR/.zsh_history; fi
if [[ -r $ZDOTDIR/.zshrc ]]; then . "$ZDOTDIR/.zshrc"; fi
${zdotdir ? '' : 'if [[ $ZDOTDIR == $HOME ]]; then unset ZDOTDIR; fi'}
unset __ackring_zdotdir
${forget}
export KUBECONFIG=${word(kubeconfig)}
__ackring_mark() { if [[ $PROMPT != *${quoted(mark)}* ]]; then PROMPT=${quoted(`${mark} `)}$PROMPT; fi }
typeset -ga precmd_functions
precmd_functions+=(__ackring_mark)
`;
}

function fishStart({ mark, kubeconfig }: ShellMark): string {
  return `for __ackring in (set --names --export | string match --regex --ignore-case --entire ${quoted(ofCloud)} | string match --regex --invert ${quoted(ofSession)})
    set --erase --global $__ackring
    # Erasing a universal one would take it from every other shell too.
    set --query $__ackring; and set --global --unexport $__ackring ''
end
set --erase --global __ackring
set --global --export KUBECONFIG ${word(kubeconfig)}
functions --query fish_prompt
and functions --copy fish_prompt __ackring_prompt
or function __ackring_prompt
    echo -n '> '
end
function fish_prompt
    echo -n ${quoted(`${mark} `)}
    __ackring_prompt
end
`;
}

function shStart(env: string | undefined, { mark, kubeconfig }: ShellMark): string {
  const before = env ? `if [ -r ${word(env)} ]; then . ${word(env)}; fi\n` : '';
  return `${before}${forget}
export KUBECONFIG=${word(kubeconfig)}
PS1=${quoted(`${mark} `)}"\${PS1:-\\$ }"
`;
}

/** A mark contains nothing that would end the quotes. */
function quoted(text: string): string {
  return `'${text}'`;
}
