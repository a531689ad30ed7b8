type Arguments = (file: string, line: number) => readonly string[];

const plus: Arguments = (file, line) => [`+${line}`, file];
const colon: Arguments = (file, line) => [`${file}:${line}`];
const goTo: Arguments = (file, line) => ['-g', `${file}:${line}`];

/** How each editor is told the line, by its manual; any other could take it for a second file. */
const ways: ReadonlyMap<string, Arguments> = new Map([
  ...['vi', 'vim', 'nvim', 'nano', 'emacs', 'emacsclient', 'micro', 'kak'].map(
    (name) => [name, plus] as const,
  ),
  ...['code', 'codium', 'cursor'].map((name) => [name, goTo] as const),
  ...['hx', 'subl', 'zed'].map((name) => [name, colon] as const),
]);

/** What follows the command in `$EDITOR`, which may have arguments of its own; `line` null is the file's beginning. */
export function editorArguments(editor: string, file: string, line: number | null): readonly string[] {
  const [, single, double, plain] = /^\s*(?:'([^']*)'|"([^"]*)"|(\S+))/.exec(editor) ?? [];
  const program = single ?? double ?? plain ?? '';
  const name = program.replace(/^.*[/\\]/, '').replace(/\.(?:exe|cmd)$/i, '');
  const way = line === null ? undefined : ways.get(name);
  return way === undefined || line === null ? [file] : way(file, line);
}
