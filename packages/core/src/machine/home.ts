import { type Stats, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The user's home folder: HOME, else what the system has for them; null without either, as for a number in a container
 * that is nobody's. A HOME that is empty or relative would be in the current folder, which may be anybody's. On Windows
 * it is the one in which kubectl looks.
 */
export function homeOrNone(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const named = platform === 'win32' ? () => windowsHome(environment) : () => environment['HOME'];
  for (const find of [named, homedir, () => userInfo().homedir]) {
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

/**
 * client-go's `util/homedir`: the first of HOME, HOMEDRIVE with HOMEPATH, and USERPROFILE that has a kubeconfig; else the
 * first of HOME, USERPROFILE, and HOMEDRIVE with HOMEPATH that can be written, that is there, or that is set.
 */
function windowsHome(environment: Environment): string | undefined {
  const { HOME, HOMEDRIVE, HOMEPATH, USERPROFILE } = environment;
  const onDrive = HOMEDRIVE && HOMEPATH ? HOMEDRIVE + HOMEPATH : undefined;
  const known = (...folders: (string | undefined)[]): readonly string[] =>
    folders.filter((each): each is string => each !== undefined && isAbsolute(each));
  const withFile = known(HOME, onDrive, USERPROFILE).find((each) => found(join(each, '.kube', 'config')));
  const folders = known(HOME, USERPROFILE, onDrive);
  const isWritable = (each: string): boolean => {
    const seen = found(each);
    return seen?.isDirectory() === true && (seen.mode & 0o200) !== 0;
  };
  return withFile ?? folders.find(isWritable) ?? folders.find(found) ?? folders[0];
}

function found(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}
