import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings' folder: ACKRING_CONFIG_DIR, else `ackring` in the user's configuration folder. */
export function configFolder(environment: Environment, home: string): string {
  return (
    environment['ACKRING_CONFIG_DIR'] ||
    join(absolute(environment['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'ackring')
  );
}

/**
 * The folder of backups, the journal, the last known fleet and the exec plug-in's credentials: `ackring` under
 * XDG_STATE_HOME. Mode 0700, created by whoever writes into it.
 */
export function stateFolder(environment: Environment, home: string): string {
  return join(absolute(environment['XDG_STATE_HOME']) ?? join(home, '.local', 'state'), 'ackring');
}

/** Relative ones are to be ignored (XDG Base Directory Specification): they would be in anybody's folder. */
function absolute(folder: string | undefined): string | null {
  return folder !== undefined && isAbsolute(folder) ? folder : null;
}
