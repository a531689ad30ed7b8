import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { bareProgram, type ProgramStart } from '../../words/target.js';
import { foundOnPath } from './on-path.js';

interface Started {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The started file: a script, or a single executable. */
  readonly started: string | null;
  /** Node's executable, or the single executable itself; default what runs us. */
  readonly runtime?: string;
}

/**
 * How a kubeconfig starts this program as its plug-in: by absolute paths, Node's included. Desktop programs, cron and
 * systemd do not have the shell's PATH, and the `node` that theirs finds may be another or too old. Each path is the one
 * that stays when an update replaces its target, where there is one. A bare name if there is only a package runner's cache,
 * whose path changes.
 */
export function ownProgram({ environment, started, runtime = process.execPath }: Started): ProgramStart {
  const { command: name } = bareProgram;
  const itself = started !== null && isAbsolute(started) ? lastingPath(started, name, environment) : null;
  if (itself !== null && realOf(itself) === realOf(runtime)) return { command: itself };
  const node = itself === null ? null : lastingPath(runtime, 'node', environment);
  if (itself !== null && node !== null) return { command: node, script: itself };
  return { command: foundOnPath(name, environment, isLasting)[0] ?? name };
}

/** The PATH's own entry for a file, else the one that a package manager leads to its newest version, else itself. */
function lastingPath(file: string, name: string, environment: Started['environment']): string | null {
  const ways = [...foundOnPath(name, environment), withoutVersion(file), file];
  return ways.find((each) => isLasting(each) && realOf(each) === realOf(file)) ?? null;
}

/** pnpm: `node_modules/.pnpm/node@24.1.0/node_modules/node` is also `node_modules/node`. */
function withoutVersion(path: string): string {
  return path.replace(/([\\/]node_modules[\\/])\.pnpm[\\/][^\\/]+[\\/]node_modules[\\/]/, '$1');
}

/** Not of npx, of pnpm dlx, or of one shell (fnm). */
function isLasting(path: string): boolean {
  return !/[\\/](?:_npx|dlx(?:-[\w.-]+)?|fnm_multishells)[\\/]/.test(`${path}/`);
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
