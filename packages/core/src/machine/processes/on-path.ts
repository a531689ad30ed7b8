import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** Where PATH finds a program, looking in absolute folders that `isWanted` keeps; the first wins. */
export function foundOnPath(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  isWanted: (folder: string) => boolean = () => true,
): readonly string[] {
  return (environment['PATH'] ?? '')
    .split(':')
    .filter((folder) => isAbsolute(folder) && isWanted(folder))
    .map((folder) => join(folder, name))
    .filter(isProgram);
}

/** A file that this user may run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
