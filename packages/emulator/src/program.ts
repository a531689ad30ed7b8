import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { isLoopback, loopback } from './http/listener.js';
import { serviceNames } from './http/service-names.js';
import { scenarios } from './scenarios/scenarios.js';
import { describeEmulator, type StartOptions, startEmulator } from './start.js';
import { type Switches, switchesSchema } from './world/scenario.js';

const usage = `The embedded ACK cloud. Listens on loopback only and prints one JSON line: every endpoint, every
identity's credentials, what to put into the environment. Ends on SIGINT or SIGTERM.

  --scenario NAME|FILE  ${Object.keys(scenarios).join(', ')}, or a .yaml or .json file (fleet)
  --tls                 one https port for all services too, by host name, and a proxy for the vendor's names
  --ca-file FILE        writes the authority of that port there, for SSL_CERT_FILE; with --tls
  --port N              ACK's port, the other services on the next ones; 0 takes free ports (0)
  --host ADDRESS        a loopback address (${loopback})
  --now INSTANT         where the clock starts, RFC 3339 (the machine's time)
  --state FOLDER        go on from the snapshot in this folder, and write one there at the end
  --watch-stdin         end when standard input closes too, as it does when the starting program dies
  --seed N              seed of the faults' probabilities (1)
  --switch NAME=VALUE   how the cloud behaves (repeatable): retired=gone|served, ossSignatureV1=refused|taken, lagMs=N
`;

const options = {
  scenario: { type: 'string', default: 'fleet' },
  tls: { type: 'boolean', default: false },
  'ca-file': { type: 'string' },
  port: { type: 'string', default: '0' },
  host: { type: 'string', default: loopback },
  now: { type: 'string' },
  state: { type: 'string' },
  seed: { type: 'string', default: '1' },
  switch: { type: 'string', multiple: true },
  'watch-stdin': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  // Installed before the line is printed, because its reader may send a signal at once.
  const end = ended(values['watch-stdin']);
  const caFile = values['ca-file'];
  if (caFile !== undefined && !values.tls) throw new Error('--ca-file goes with --tls');
  const emulator = await startEmulator(readOptions(values));
  if (caFile !== undefined && emulator.tls) await writeFile(caFile, emulator.tls.certificateAuthority);
  process.stdout.write(`${JSON.stringify(await describeEmulator(emulator))}\n`);
  await end;
  if (values.state) await emulator.save(values.state);
  await emulator.stop();
  // An open standard input would keep the process alive.
  process.stdin.destroy();
}

interface Values {
  readonly scenario: string;
  readonly tls: boolean;
  readonly port: string;
  readonly host: string;
  readonly now?: string | undefined;
  readonly state?: string | undefined;
  readonly seed: string;
  readonly switch?: readonly string[] | undefined;
}

function readOptions(values: Values): StartOptions {
  if (!isLoopback(values.host))
    throw new Error(`refusing to listen on ${values.host}: only loopback addresses`);
  const now = values.now === undefined ? null : new Date(values.now);
  if (now && Number.isNaN(now.getTime())) throw new Error(`--now ${values.now}: not an RFC 3339 instant`);
  return {
    scenario: values.scenario,
    tls: values.tls,
    port: whole('--port', values.port, 65_535 - serviceNames.length),
    host: values.host,
    switches: readSwitches(values.switch ?? []),
    seed: whole('--seed', values.seed, 2 ** 32 - 1),
    ...(now ? { now } : {}),
    ...(values.state === undefined ? {} : { snapshot: values.state }),
  };
}

function readSwitches(texts: readonly string[]): Partial<Switches> {
  const pairs = texts.map((text) => {
    const [name = '', value = ''] = text.split('=');
    return [name, /^\d+$/.test(value) ? Number(value) : value] as const;
  });
  const result = v.safeParse(switchesSchema, Object.fromEntries(pairs));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`--switch ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

function whole(name: string, text: string, maximum: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= maximum) return value;
  throw new Error(`${name} ${text}: not a whole number from 0 to ${maximum}`);
}

/** Resolves at the first signal, or at the end of standard input; the second signal kills as usual. */
function ended(watchesInput: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (watchesInput) process.stdin.on('end', resolve).on('close', resolve).resume();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
