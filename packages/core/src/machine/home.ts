import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The user's home folder: HOME, else what the system has for them; null without either, as for a number in a container
 * that is nobody's. A HOME that is empty or relative would be in the current folder, which may be anybody's.
 */
export function homeOrNone(environment: Environment): string | null {
  for (const find of [() => environment['HOME'], homedir, () => userInfo().homedir]) {
    try {
      const home = find();
      if (home !== undefined && isAbsolute(home)) return home;
    } catch {
      // The system does not know the user.
    }
  }
  return null;
}

/** The same. Throws UsageInvalid if there is none. */
export function homeFolder(environment: Environment): string {
  const home = homeOrNone(environment);
  if (home !== null) return home;
  throw new AckringError('UsageInvalid', say('there is no home folder: HOME is not set to one'), {
    remedy: say('Set it to a folder of yours: `export HOME=FOLDER`.'),
  });
}
