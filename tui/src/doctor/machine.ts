import { type Finding, fine, warning } from './finding.js';

/** The versions of Node that this program is tested on: ^22.20, ^24.12 and from 26 on. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isTested = (major === 22 && minor >= 20) || (major === 24 && minor >= 12) || major >= 26;
  if (isTested) return fine('node', `Node ${version}`);
  return warning(
    'node',
    `Node ${version} is not one this program is tested on`,
    'Install Node 24 from https://nodejs.org.',
  );
}

export interface TerminalFacts {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The full screen needs 60 columns and 15 rows. */
export function terminalFinding({ isTerminal, columns, rows, environment }: TerminalFacts): Finding {
  if (!isTerminal) return fine('terminal', 'no terminal: commands only');
  const colors = environment['NO_COLOR'] ? 'no color (NO_COLOR)' : (environment['COLORTERM'] ?? '256 colors');
  const size = `${columns}×${rows}, ${environment['TERM'] ?? 'TERM unset'}, ${colors}`;
  if (columns >= 60 && rows >= 15) return fine('terminal', size);
  return warning('terminal', `${size}: too small for the full screen`, 'Make the window at least 60×15.');
}
