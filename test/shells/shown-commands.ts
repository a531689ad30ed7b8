import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A command in the program's source: the text between its slots. */
export interface ShownCommand {
  readonly source: string;
  readonly literals: readonly string[];
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folders = ['packages/core/src', 'tui/src', 'functions/rotate/src'];

/** Every command that the program can show with a name in it; the linter ensures that there are no others. */
export function shownCommands(): readonly ShownCommand[] {
  return programSources().flatMap(({ source, text }) =>
    [...text.matchAll(/(?<![\w.`])shell`/g)].map(({ index }) => ({
      source,
      literals: literalsAt(text, index + 'shell`'.length),
    })),
  );
}

/** The program's own sources, without its tests. */
export function programSources(): readonly { readonly source: string; readonly text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => join(folder, String(name)))
      .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
      .map((source) => ({ source, text: readFileSync(join(root, source), 'utf8') })),
  );
}

/** The command, written by the program's own function with these in its slots. */
export function literalsOf({ literals }: ShownCommand): TemplateStringsArray {
  return Object.assign([...literals], { raw: literals });
}

/** Up to the closing backtick; `${…}` may contain nested templates. */
function literalsAt(text: string, start: number): readonly string[] {
  const literals = [''];
  for (let at = start; text[at] !== '`'; ) {
    if (text.startsWith('${', at)) {
      at = endOfSlot(text, at + 2);
      literals.push('');
    } else {
      literals.push((literals.pop() ?? '') + text[at]);
      at += 1;
    }
  }
  return literals;
}

function endOfSlot(text: string, start: number): number {
  let depth = 1;
  let at = start;
  for (; depth > 0; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
  }
  return at;
}
