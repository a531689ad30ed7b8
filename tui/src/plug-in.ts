import { homeOrNone, keepSecretsOf, print } from '@ackring/core/machine';
import { AckringError } from '@ackring/core/words';
import { answerAtHand, inventoryCluster } from '@ackring/core/world';
import { parseTemporaryDuration } from './shell/duration.js';
import { configFolder, stateFolder } from './world/folders.js';
import { readSettings, settingsFile } from './world/settings-file.js';

// kubectl starts `exec-credential` before every command, and almost always the answer lies here already: a certificate
// in the cache, or a key to sign a token with. This is bundled apart from the program, which takes as long again to
// load and does everything else.

export interface PlugInStart {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Prints the answer. False if the program has to be started, which also reports whatever is wrong. An answer that could
 * be written in part only is reported here: the program would write another behind it.
 *
 * @public The launcher calls it.
 */
export async function answerKubectl({ argv, env: environment, execArgv }: NodeJS.Process): Promise<boolean> {
  if (execArgv.length > 0) return false;
  const home = homeOrNone(environment);
  if (home === null) return false;
  const start = { argv: argv.slice(2), environment, home };
  const answer = await plugInAnswer(start).catch(() => null);
  if (answer === null) return false;
  try {
    print(1, answer);
  } catch (error) {
    if (!(error instanceof AckringError)) throw error;
    print(2, `error: ${error.summary} [${error.code}]\nremedy: ${error.remedy}\n`);
    process.exitCode = error.exitCode;
  }
  return true;
}

/** The answer, a line of JSON; null if the program has to be started, which also reports whatever is wrong. */
export async function plugInAnswer({ argv, environment, home }: PlugInStart): Promise<string | null> {
  const asked = plainArguments(argv);
  if (asked === null || changesTheStart.some((name) => environment[name])) return null;
  keepSecretsOf(process);
  const request = requestOf(asked, environment['KUBERNETES_EXEC_INFO']);
  if (request === null) return null;
  const response = await answerAtHand(request, {
    environment,
    home,
    profile: asked.profile ?? null,
    settings: () => readSettings(settingsFile(configFolder(environment, home))),
    stateFolder: stateFolder(environment, home),
  });
  return response === null ? null : `${JSON.stringify(response)}\n`;
}

/** With these the program logs, or refuses to start. */
const changesTheStart = ['NODE_OPTIONS', 'NODE_DEBUG', 'ACKRING_DEBUG'];

type Plain = Partial<Record<(typeof valued)[number], string>> & {
  readonly token: boolean;
  readonly servers: readonly string[];
};

const valued = ['cluster', 'region', 'access', 'duration', 'profile', 'authority'] as const;

/** The arguments in the form that `get --exec` and `get --token` write into a kubeconfig; null for any other. */
function plainArguments(argv: readonly string[]): Plain | null {
  const read: Record<string, string> = {};
  const servers: string[] = [];
  const words = argv.slice(1);
  const token = words[0] === '--token';
  const rest = token ? words.slice(1) : words;
  if (argv[0] !== 'exec-credential' || rest.length % 2 !== 0) return null;
  for (let at = 0; at < rest.length; at += 2) {
    const name = valued.find((each) => rest[at] === `--${each}`);
    const value = rest[at + 1] ?? '';
    if (!/^[^-]/.test(value)) return null;
    if (rest[at] === '--server') servers.push(value);
    else if (name === undefined || name in read) return null;
    else read[name] = value;
  }
  return { ...read, servers, token };
}

/** Null if it is incomplete. Throws UsageInvalid, and Refused for what an inventory names. */
function requestOf(asked: Plain, execInfo: string | undefined): Parameters<typeof answerAtHand>[0] | null {
  const { cluster, region, access = 'public', duration, token, servers, authority } = asked;
  if (access !== 'private' && access !== 'public') return null;
  const recipient = { servers, authority: authority ?? null };
  if (cluster !== undefined && token) return { tokenFor: cluster, execInfo, recipient };
  const durationMinutes = duration === undefined ? 60 : parseTemporaryDuration(duration);
  const shared = { durationMinutes, execInfo, recipient };
  if (cluster !== undefined)
    return region === undefined ? null : { cluster: { id: cluster, region }, access, ...shared };
  const isBare = !token && servers.length === 0 && !(region ?? asked.access ?? authority);
  const named = isBare ? inventoryCluster(execInfo) : null;
  return named && { cluster: named.cluster, access: named.place, ...shared };
}
