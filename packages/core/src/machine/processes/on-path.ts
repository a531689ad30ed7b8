import { accessSync, constants, statSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { systemCode } from '../files/error.js';
import { isWindows } from '../platform.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where PATH finds a program, looking in absolute folders that `isWanted` keeps; the first wins. */
export function foundOnPath(
  name: string,
  environment: Environment,
  isWanted: (folder: string) => boolean = () => true,
): readonly string[] {
  return placesOnPath(name, environment, { isWanted, platform: process.platform }).filter(isProgram);
}

/** Why nothing runs. */
export type StartProblem = 'missing' | 'notExecutable';

/** What to tell of a program that does not start: FileNotFound or FileUnreadable. */
export function notStarted(
  problem: StartProblem,
  program: string,
  remedy: Sentence = say('Install it, or name it with its whole path.'),
): AckringError {
  if (problem === 'notExecutable')
    return new AckringError('FileUnreadable', say('{program} cannot be run', { program }), {
      remedy: say('Make it executable.'),
    });
  const missing = program.includes('/')
    ? say('there is no program {program}', { program })
    : say('there is no {program} on the PATH', { program });
  return new AckringError('FileNotFound', missing, { remedy });
}

/** Why a program cannot be started, before anything is done for it; null if it can, for all that is known. */
export function whyNotStartable(name: string, environment: Environment): StartProblem | null {
  const { PATH } = environment;
  // Without a PATH, and on Windows, the system looks in places of its own.
  if (PATH === undefined || isWindows) return null;
  const places = name.includes('/')
    ? [name]
    : PATH.split(posix.delimiter).map((folder) => posix.join(folder, name));
  if (places.some(isProgram)) return null;
  if (!name.includes('/')) return places.some(isFile) ? 'notExecutable' : 'missing';
  try {
    statSync(name);
    return 'notExecutable';
  } catch (error) {
    return whyNotStarted(error, name, environment);
  }
}

/** Where PATH could have it. */
export function placesOnPath(
  name: string,
  environment: Environment,
  where: { readonly isWanted: (folder: string) => boolean; readonly platform: NodeJS.Platform },
): readonly string[] {
  const { delimiter, isAbsolute, join } = where.platform === 'win32' ? win32 : posix;
  const files = endingsOf(name, where.platform).map((ending) => `${name}${ending}`);
  return (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && where.isWanted(folder))
    .flatMap((folder) => files.map((file) => join(folder, file)));
}

/** Windows starts nothing else by itself: a script is opened by whatever its ending is for. */
const programEndings = ['.com', '.exe', '.bat', '.cmd'];

function endingsOf(name: string, platform: NodeJS.Platform): readonly string[] {
  return platform !== 'win32' || hasProgramEnding(name) ? [''] : programEndings;
}

function hasProgramEnding(path: string): boolean {
  return programEndings.some((ending) => path.toLowerCase().endsWith(ending));
}

/**
 * Why a program did not start. As shells do, one that no folder of PATH has is missing; the system says EACCES of it if
 * it may not search one of the folders.
 */
export function whyNotStarted(error: unknown, name: string, environment: Environment): StartProblem {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  if (code !== 'EACCES' || name.includes('/')) return 'notExecutable';
  const { platform } = process;
  const places = placesOnPath(name, environment, { isWanted: () => true, platform });
  return places.some((place) => isFile(place)) ? 'notExecutable' : 'missing';
}

/** A file that this user may start. */
export function isProgram(path: string): boolean {
  if (isWindows && !hasProgramEnding(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return isFile(path);
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
