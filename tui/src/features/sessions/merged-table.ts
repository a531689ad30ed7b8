import { type Column, table } from '../../shell/text-table.js';

/** The output of one cluster's kubectl. */
export interface LabelledOutput {
  readonly label: string;
  readonly stdout: string;
}

/** kubectl, with a verb that prints a table unless an option says otherwise. */
export function printsTable([program, verb = '', ...args]: readonly string[]): boolean {
  if (program !== 'kubectl' || !['get', 'top', 'events'].includes(verb)) return false;
  return !args.some((word, at) => isOtherForm(word, args[at + 1] ?? ''));
}

/** `-o wide` is a table too; a watch arrives line by line. */
function isOtherForm(word: string, next: string): boolean {
  const output = /^(?:--output|-o)=?(.*)$/.exec(word)?.[1];
  if (output !== undefined) return (output === '' ? next : output) !== 'wide';
  return /^(?:--no-headers|--watch.*|--raw|--help|-[A-Za-z]*[wh][A-Za-z]*)(?:=|$)/.test(word);
}

/**
 * Merges several tables of kubectl into one, with a column for the cluster of each row; columns that only some have
 * are empty for the others. Null if one of them is not exactly one table.
 */
export function mergedTable(outputs: readonly LabelledOutput[], clusterTitle: string): string | null {
  const tables = outputs.map(({ label, stdout }) => ({ label, read: readTable(stdout) }));
  if (tables.some(({ read }) => read === null)) return null;
  const titles = [...new Set(tables.flatMap(({ read }) => read?.titles ?? []))];
  const rows = tables.flatMap(({ label, read }) => (read?.rows ?? []).map((cells) => ({ label, cells })));
  if (rows.length === 0) return '';
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { title: clusterTitle, text: ({ label }) => label },
    ...titles.map((title) => ({
      title,
      text: ({ cells }: (typeof rows)[number]) => cells.get(title) ?? '',
    })),
  ];
  return table(columns, rows);
}

interface ReadTable {
  readonly titles: readonly string[];
  readonly rows: readonly ReadonlyMap<string, string>[];
}

/** Columns begin where their titles do: kubectl pads by characters, with three spaces in between. */
function readTable(text: string): ReadTable | null {
  const [header = '', ...lines] = text.replace(/\n+$/, '').split('\n');
  if (header === '') return lines.length === 0 ? { titles: [], rows: [] } : null;
  const found = [...header.matchAll(/\S+(?: \S+)*/g)];
  const titles = found.map(([title]) => title);
  const isHeader = titles.every((title) => /^[A-Z][A-Z0-9 ()%/.:_-]*$/.test(title));
  if (!isHeader || new Set(titles).size < titles.length || lines.includes('')) return null;
  const starts = found.map(({ index }) => index);
  const rows = lines.map((line) => {
    const characters = Array.from(line);
    const cells = titles.map((title, at) => {
      const cell = characters
        .slice(starts[at], starts[at + 1])
        .join('')
        .trimEnd();
      return [title, cell] as const;
    });
    return new Map(cells);
  });
  return { titles, rows };
}
