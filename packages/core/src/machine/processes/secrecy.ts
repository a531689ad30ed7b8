import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { word } from '../../words/shell-word.js';

/**
 * Keeps a process from leaking secrets, whatever its environment requests. Call it before anything else is loaded.
 * Core dumps are beyond our control: a Node program cannot set their limit.
 */
export function keepSecretsOf(process: NodeJS.Process): void {
  const { env } = process;
  // The SDKs' HTTP client logs whole requests under DEBUG, with tokens and signatures; it reads the variable when
  // loaded.
  delete env['DEBUG'];
  // So does Node's own log of connections.
  if (env['NODE_DEBUG']) dropNodeLog(process);
  // Left over from a quick fix, it would let anybody answer in the cloud's name and hand out kubeconfigs. The way to
  // trust a proxy's authority is NODE_EXTRA_CA_CERTS.
  delete env['NODE_TLS_REJECT_UNAUTHORIZED'];
  // A diagnostic report, as `--report-on-fatalerror` writes it, lists the environment with its keys. Without options of
  // Node there is none, and it takes 1 ms to load.
  const isGivenOptions = process.execArgv.length > 0 || Boolean(env['NODE_OPTIONS']);
  if (isGivenOptions) Reflect.set(process.report, 'excludeEnv', true);
}

/**
 * Node's log is switched on before our first line runs and cannot be switched off: all we can do is block its output.
 * Some versions write by `_rawDebug`, others to stderr, always `SET PID: text` in one piece.
 */
function dropNodeLog(process: NodeJS.Process): void {
  const color = String.raw`(?:\u001b\[\d+m)?`;
  const line = new RegExp(`^[A-Z0-9_]+ ${color}${process.pid}${color}: `);
  const { stderr } = process;
  const { write } = stderr;
  const writeFiltered = (...args: readonly unknown[]): unknown =>
    typeof args[0] === 'string' && line.test(args[0]) ? true : Reflect.apply(write, stderr, args);
  Reflect.set(stderr, 'write', writeFiltered);
  Reflect.set(process, '_rawDebug', () => undefined);
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment for a program that must not call Alibaba Cloud in our name: without the keys and tokens, under any
 * of the prefixes that the vendor's tools, its SDKs and Terraform read, and without our own.
 */
export function withoutKeys(environment: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !keyVariable.test(name)));
}

/**
 * The environment for a program that may reach one cluster and no cloud: without anything by which our own credential
 * chain (`cloud/credentials/origin.ts`), the vendor's tools or Terraform find a key, a role, a profile or an
 * endpoint, without any other cloud's access keys and session tokens, and without our own settings.
 */
export function withoutCloud(environment: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOfCloud(name)));
}

function isOfCloud(name: string): boolean {
  return cloudVariables.some((pattern) => pattern.test(name));
}

/** Also for shells, which get them once more after the user's start files have run. */
export const cloudVariables: readonly RegExp[] = [
  /^(?:ALIBABA_?CLOUD|ALICLOUD|ALIYUN)_/i,
  /ACCESS_?KEY|SECURITY_?TOKEN|SESSION_?TOKEN/i,
  /^ACKRING_/i,
];

const keyVariable = /^(?:ALIBABA_?CLOUD|ALICLOUD|ALIYUN|OSS|FC|ACKRING)_.*(?:KEY|SECRET|TOKEN|CREDENTIAL)/i;

/** Node's options that let others read or answer a connection; from `node --help` of 22 to 26. */
const weakening =
  /^--(?:tls-min-v1\.[01]|tls-max-v1\.[01]|tls-cipher-list|tls-keylog|trace-tls|insecure-http-parser|security-revert|openssl-legacy-provider)(?:=|$)/;

/**
 * Refuses to continue if Node was told to weaken or log TLS, which carries every key. Checks the options of the
 * command line, and NODE_OPTIONS. Additional trusted authorities (NODE_EXTRA_CA_CERTS, `--use-system-ca`,
 * `--use-openssl-ca`) are the user's choice: certificates are still verified. Throws Refused.
 */
export function refuseWeakTls(options: readonly string[], nodeOptions: string | undefined): void {
  const given = [...options, ...(nodeOptions ?? '').split(/[\s"]+/)].map(spelt);
  const found = given.find((option) => weakening.test(option));
  if (found === undefined) return;
  throw new AckringError(
    'Refused',
    say('Node was given {option}, which weakens TLS', { option: word(found) }),
    {
      remedy: nodeOptions?.trim()
        ? say('Run it without that: `env -u NODE_OPTIONS ackring …`.')
        : say('Start it without that option.'),
    },
  );
}

/** Node accepts an underscore for a hyphen. */
function spelt(option: string): string {
  const [name = '', ...value] = option.split('=');
  return [name.replaceAll('_', '-'), ...value].join('=');
}
