import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { foundOnPath, isProgram } from './on-path.js';

const name = 'ackring';

/**
 * How a kubeconfig names this program as its plug-in: by absolute path, since desktop programs do not have the
 * shell's PATH. It is the PATH's own entry, which stays when an update replaces its target. A bare name if there is
 * only a package runner's cache, whose path changes. `started` is the started file.
 */
export function ownProgram(
  environment: Readonly<Record<string, string | undefined>>,
  started: string | null,
): string {
  const onPath = foundOnPath(name, environment, (folder) => !isPassing(folder));
  const own = started === null ? undefined : onPath.find((each) => realOf(each) === realOf(started));
  const [first] = onPath;
  const itself =
    started !== null && isAbsolute(started) && !isPassing(started) && isProgram(started) ? started : null;
  return own ?? first ?? itself ?? name;
}

/** npx and pnpm dlx. */
function isPassing(path: string): boolean {
  return /[\\/](?:_npx|dlx(?:-[\w.-]+)?)[\\/]/.test(`${path}/`);
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
