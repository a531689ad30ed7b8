/** A command's words with a row's values filled in. */
export type Filled =
  | { readonly kind: 'words'; readonly words: readonly [string, ...string[]] }
  /** The row has no such value. */
  | { readonly kind: 'missing'; readonly name: string }
  /** A value that would be taken for an option, or that no argument can hold. */
  | { readonly kind: 'refused'; readonly name: string };

/** What is wrong with a line before values are filled in. */
export type LineProblem = 'empty' | 'quote' | 'shell' | 'script' | 'runner' | 'program';

/**
 * The words of a line, split as by a shell, with quotes and backslashes; nothing else is special in it, since no
 * shell of ours ever sees it.
 */
export function wordsOfLine(line: string): readonly [string, ...string[]] | LineProblem {
  const words = cutUp(line);
  if (words === null) return 'quote';
  const [program, ...args] = words;
  if (program === undefined) return 'empty';
  // It would be passed to the program as a word.
  if (/(^|\s)([|;&<>]+|\d?>+\S*)(\s|$)/.test(withoutQuoted(line))) return 'shell';
  if (placeholder.test(program.text)) return 'program';
  const texts = words.map(({ text }) => text);
  const problems = texts.map((text, at) => (placeholder.test(text) ? problemAt(texts, at) : null));
  return problems.find((problem) => problem !== null) ?? [program.text, ...args.map(({ text }) => text)];
}

const placeholder = /\{\w+\}/;

/** Programs that take a script as an argument, and after it the script's own arguments. */
const interpreters =
  /^(?:(?:ba|z|da|k|mk|pdk|a|c|tc|fi|el|nu|xon)?sh|python|pypy|perl|ruby|irb|node|nodejs|bun|deno|php|lua|luajit|tclsh|wish|[gmn]?awk|g?sed|jq|yq|R|Rscript|pwsh|powershell|osascript|psql|mysql|sqlite|julia|groovy|jshell|elixir|swift)$/;

/** Programs that make a command line of their arguments, for a shell, another machine or a program of their own. */
const runners =
  /^(?:watch|viddy|hwatch|entr|ssh|autossh|mosh|su|sudo|doas|runuser|script|unbuffer|expect|env|xargs|parallel|tmux|screen|zellij|nohup|timeout|time|nice|ionice|chrt|taskset|setsid|stdbuf|strace|ltrace|flock|at|batch|crontab|systemd-run|nsenter|chroot|unshare|firejail|bwrap|find|fd|make|git|vim?|nvim|view|ex|ed|emacs|emacsclient|gdb|lldb|eval|exec|source|busybox|docker|podman|nerdctl|crictl|lxc|xterm|x-terminal-emulator|gnome-terminal|konsole|kitty|alacritty|wezterm|foot|cmd|wsl|command|builtin)$/;

/** Without its folder, its ending and its version. */
function nameOf(word: string): string {
  return word
    .replace(/^.*[\\/]/, '')
    .replace(/\.exe$/i, '')
    .replace(/-?[\d.]+$/, '');
}

/** Why a value may not be filled in at this place; null if it is nothing but an argument there. */
function problemAt(words: readonly string[], at: number): 'script' | 'runner' | null {
  const before = words.slice(0, at);
  const starts = [0, ...before.flatMap((word, index) => (word === '--' ? [index + 1] : []))];
  for (const start of starts) {
    const name = nameOf(before[start] ?? '');
    if (runners.test(name)) return 'runner';
    if (interpreters.test(name) && isScript(before.slice(start + 1))) return 'script';
  }
  // Behind a program that we do not know, such as `kubectl exec pod sh -c …`.
  const isAfterFlag = /^-\w*[ceEpr]$/.test(before.at(-1) ?? '');
  return isAfterFlag && before.some((word) => interpreters.test(nameOf(word))) ? 'script' : null;
}

/** Whether an interpreter takes the word after these for its script, or for an option, of which one may hold a script. */
function isScript(before: readonly string[]): boolean {
  return before.at(-1)?.startsWith('-') === true || before.every((word) => word.startsWith('-'));
}

/** What nothing takes for more than a word: not a shell, not the language of a program that is handed it. */
const plain = /^[\p{L}\p{M}\p{N}@%+=:,./_-]+$/u;

/** They take any name for a name. */
const known = /^(?:kubectl|k9s|helm|stern|kubectx|kubens|ackring|aliyun|echo|printf|ls|cat)$/;

/**
 * Fills in a row's values. Each stays within its word, whatever it contains: names come from outside. Refused is one
 * that begins a word and looks like an option, and for a program that we do not know one that is more than a word to a
 * shell: it may hand its arguments to one.
 */
export function filledWords(
  words: readonly [string, ...string[]],
  values: Readonly<Record<string, string | null>>,
): Filled {
  const filled: string[] = [];
  const takesAny = takesAnyName(words);
  for (const word of words) {
    const names = [...word.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const name of names) {
      const value = Object.hasOwn(values, name) ? (values[name] ?? null) : null;
      if (value === null || value === '') return { kind: 'missing', name };
      const isOption = word.startsWith(`{${name}}`) && value.startsWith('-');
      if (isOption || value.includes('\0') || (!takesAny && !plain.test(value)))
        return { kind: 'refused', name };
    }
    filled.push(word.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''));
  }
  const [program = '', ...args] = filled;
  return { kind: 'words', words: [program, ...args] };
}

/** A program that we know and that starts no other, or a script of the user's, which has the value as an argument. */
function takesAnyName(words: readonly string[]): boolean {
  const name = nameOf(words[0] ?? '');
  return interpreters.test(name) || (known.test(name) && !words.includes('--') && !words.includes('exec'));
}

/** The same values for the program's environment: `ROW_CONTEXT` and so on, for whatever takes code or a command line. */
export function rowVariables(
  values: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === null || value.includes('\0') ? [] : [[`ROW_${name.toUpperCase()}`, value] as const],
  );
  return Object.fromEntries(given);
}

interface Word {
  readonly text: string;
}

/** Null for an unclosed quote. */
function cutUp(line: string): readonly Word[] | null {
  const words: Word[] = [];
  let text = '';
  let isOpen = false;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at);
    if (quote !== null) {
      if (sign === quote) quote = null;
      else if (sign === '\\' && quote === '"' && /["\\]/.test(line.charAt(at + 1))) text += line.charAt(++at);
      else text += sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      isOpen = true;
    } else if (sign === '\\' && at + 1 < line.length) {
      text += line.charAt(++at);
      isOpen = true;
    } else if (/\s/.test(sign)) {
      if (isOpen) words.push({ text });
      text = '';
      isOpen = false;
    } else {
      text += sign;
      isOpen = true;
    }
  }
  if (quote !== null) return null;
  return isOpen ? [...words, { text }] : words;
}

function withoutQuoted(line: string): string {
  return line.replace(/\\.|'[^']*'|"(?:\\.|[^"\\])*"/gs, 'x');
}
