import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { isLoopback, loopback } from './http/listener.js';
import { serviceNames } from './http/service-names.js';
import type { StartOptions } from './start.js';
import { type Switches, switchesSchema } from './world/scenario.js';

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

interface CommandLine {
  readonly options: StartOptions;
  readonly caFile: string | undefined;
  /** Where a snapshot is left at the end. */
  readonly state: string | undefined;
  readonly watchesInput: boolean;
}

/** Throws an Error whose message names the option. */
export function readCommandLine(args: readonly string[]): CommandLine | 'help' {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return 'help';
  const { state, 'ca-file': caFile, 'watch-stdin': watchesInput } = values;
  if (caFile !== undefined && !values.tls) throw new Error('--ca-file goes with --tls');
  return { options: startOptions(values), caFile, state, watchesInput };
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

function startOptions(values: Values): StartOptions {
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
