// The ways a machine may be set up in which the tests must do the same: who runs them, where, and in which language.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export const asItIs = { name: 'as it is' };
export const asPlainUser = { name: 'plain user', isPlain: true };

const isRoot = process.geteuid?.() === 0;

/** One thing each is other than usual; `environment` is given a folder of the run's own. */
export const settings = [
  asItIs,
  ...(isRoot ? [asPlainUser] : []),
  {
    name: 'a folder of PATH that may not be searched, and one that is none',
    // Root may search any folder.
    isPlain: isRoot,
    environment: (folder) => ({ PATH: [closed(folder), '/dev/null', process.env.PATH].join(delimiter) }),
  },
  { name: 'umask 077', umask: 0o077 },
  { name: 'HOME elsewhere', environment: (folder) => ({ HOME: made(join(folder, 'another home')) }) },
  { name: 'TMPDIR elsewhere', environment: (folder) => ({ TMPDIR: made(join(folder, 'a b')) }) },
  { name: 'LC_ALL=C', environment: () => ({ LANG: 'C', LC_ALL: 'C' }) },
  // Its I is not that of others.
  { name: 'LC_ALL=tr_TR.UTF-8', environment: () => ({ LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }) },
  { name: 'LANG=ja_JP.UTF-8', environment: () => ({ LANG: 'ja_JP.UTF-8', LC_ALL: '' }) },
  { name: 'TZ=Pacific/Kiritimati', environment: () => ({ TZ: 'Pacific/Kiritimati' }) },
  { name: 'TZ=America/St_Johns', environment: () => ({ TZ: 'America/St_Johns' }) },
];

/**
 * A setting with its folder: `start` is given a function that starts a program with options for `spawn`, and `close`
 * removes what was made for it. Throws if the plain user cannot read the project.
 */
export function opened({ isPlain = false, environment = () => ({}), umask = process.umask() }, root) {
  const folder = mkdtempSync(join(tmpdir(), 'calm-'));
  // As in /tmp: a test may become another user.
  chmodSync(folder, 0o711);
  const user = isPlain ? plainUser() : null;
  const home = user === null ? {} : ownFolders(folder);
  const options = {
    cwd: root,
    env: { ...process.env, ...home, ...environment(folder) },
    ...(user ?? {}),
  };
  if (user !== null) {
    for (const path of [folder, ...Object.values(home)]) chownSync(path, user.uid, user.gid);
    refuseUnreadable(options);
  }
  const start = (starting) => {
    const before = process.umask(umask);
    try {
      return starting(options);
    } finally {
      process.umask(before);
    }
  };
  const close = () => {
    // What nobody may search, nobody can empty.
    chmodSync(made(join(folder, 'closed')), 0o700);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  return { start, close };
}

/** The numbers of the user nobody. Throws unless root asks: no one else can become another. */
function plainUser() {
  if (!isRoot) throw new Error('only root can become a plain user: leave out --as-plain-user');
  const id = (option) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** What a user writes to; the project belongs to somebody else. */
function ownFolders(folder) {
  return {
    HOME: made(join(folder, 'home')),
    TMPDIR: made(join(folder, 'tmp')),
    ACKRING_TESTS_KEPT: made(join(folder, 'kept')),
  };
}

function refuseUnreadable(options) {
  try {
    execFileSync(process.execPath, ['-e', "require('node:fs').readdirSync('.')"], {
      ...options,
      stdio: 'pipe',
    });
  } catch (cause) {
    throw new Error(`the user nobody cannot read ${options.cwd}: clone the project where everybody may`, {
      cause,
    });
  }
}

function made(path) {
  mkdirSync(path, { recursive: true });
  return path;
}

function closed(folder) {
  const path = made(join(folder, 'closed'));
  chmodSync(path, 0o000);
  return path;
}
