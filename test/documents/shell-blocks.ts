/** One line of a document's ```sh block, and the exit code that its comment says, in the page's language; 0 without one. */
export interface ShellLine {
  readonly line: string;
  readonly exit: number;
}

/** Every line that a reader would type, in order, without comments and empty lines. */
export function shellLines(markdown: string): readonly ShellLine[] {
  return fences(markdown, 'sh').flatMap((block) =>
    block
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => ({
        line: withoutComment(line),
        exit: Number(/# (?:exit|終了コード|退出码) (\d)/.exec(line)?.[1] ?? 0),
      })),
  );
}

/** The files that a document shows: ```yaml blocks that begin with their name as a comment. */
export function shownFiles(markdown: string): ReadonlyMap<string, string> {
  const named = fences(markdown, 'yaml').flatMap((block) => {
    const name = /^# ([\w-]+\.yaml)/.exec(block)?.[1];
    return name === undefined ? [] : [[name, block] as const];
  });
  return new Map(named);
}

/** The blocks of a language, including those in lists, without their indentation. */
export function fences(markdown: string, language: string): readonly string[] {
  const pattern = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^\\1\`\`\`$`, 'gm');
  return [...markdown.matchAll(pattern)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

function withoutComment(line: string): string {
  return line.replace(/\s+#.*$/, '');
}
