import { delimiter, posix, win32 } from 'node:path';

type Environment = Record<string, string | undefined>;

/**
 * The environment of this process, for everything that reads it and for programs that it starts: with only the absolute
 * paths of PATH, as Go programs such as kubectl look them up. An empty member and `.` mean the current folder, where a
 * `kubectl` or an `ssh` may be anybody's.
 *
 * On Windows names ignore case, and most call it `Path`: here they are in capitals. Windows looks into the current
 * folder before PATH, unless a variable forbids it (Microsoft, NeedCurrentDirectoryForExePath; libuv asks it too).
 */
export function ownEnvironment({ env, platform }: Pick<NodeJS.Process, 'env' | 'platform'>): Environment {
  if (platform !== 'win32') return withWholePaths({ ...env }, posix, '/usr/bin:/bin');
  const capitals = Object.entries(env).map(([name, value]) => [name.toUpperCase(), value] as const);
  const own: Environment = { ...Object.fromEntries(capitals), NODEFAULTCURRENTDIRECTORYINEXEPATH: '1' };
  return withWholePaths(own, win32, `${own['SYSTEMROOT'] ?? 'C:\\Windows'}\\System32`);
}

function withWholePaths(
  environment: Environment,
  { delimiter, isAbsolute }: typeof posix,
  fallback: string,
): Environment {
  const { PATH } = environment;
  if (PATH === undefined) return environment;
  // An empty PATH would mean the current folder again.
  return { ...environment, PATH: PATH.split(delimiter).filter(isAbsolute).join(delimiter) || fallback };
}

/**
 * The environment that kubectl gets from the user's shell: npm, npx and pnpm put programs of their own, Node among them,
 * in front of the PATH of what they run.
 */
export function shellEnvironment(environment: Readonly<Environment>): Readonly<Environment> {
  const { PATH, npm_config_user_agent: runner = environment['NPM_CONFIG_USER_AGENT'] } = environment;
  if (PATH === undefined || runner === undefined) return environment;
  const isRunners = (folder: string) =>
    /[\\/](?:node_modules[\\/]\.bin|node-gyp-bin|nodejs[\\/][\d.]+[\\/]bin)[\\/]?$/.test(folder);
  const kept = PATH.split(delimiter).filter((folder) => !isRunners(folder));
  return { ...environment, PATH: kept.join(delimiter) };
}
