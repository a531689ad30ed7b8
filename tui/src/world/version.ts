/** What a bundle was built from; null if unknown. */
export interface BuildFacts {
  readonly version: string;
  readonly commit: string | null;
  /** When the commit was made, RFC 3339: builds of one commit are identical. */
  readonly date: string | null;
}

// The bundler replaces this name by the facts; a program run from tsc's output has none.
declare const ackringBuildFacts: BuildFacts | undefined;

export const buildFacts: BuildFacts =
  typeof ackringBuildFacts === 'undefined'
    ? { version: '0.0.0', commit: null, date: null }
    : ackringBuildFacts;

/** `ackring 0.1.0 (2026-11-24, commit 4f1d2c3b5a69, node 24.21.0, linux-x64)`. */
export function versionText(): string {
  const { version, commit, date } = buildFacts;
  const facts = [
    ...(date === null ? [] : [date.slice(0, 10)]),
    ...(commit === null ? [] : [`commit ${commit}`]),
    `node ${process.versions.node}`,
    `${process.platform}-${process.arch}`,
  ];
  return `ackring ${version} (${facts.join(', ')})`;
}

/** The same for programs: `ackring --version --json`. */
export function versionToJson(): Readonly<Record<string, string | null>> {
  const { node } = process.versions;
  return { ...buildFacts, node, platform: `${process.platform}-${process.arch}` };
}
