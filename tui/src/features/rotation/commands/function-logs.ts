import type { FunctionStatus } from '@ackring/core/cloud';
import type { Clock } from '@ackring/core/machine';
import { type FunctionLog, type FunctionLogLine, readRotationRecord } from '@ackring/core/rotation';
import { exitCodes } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import type { Reader } from '../../../screen/table.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { parseSpan } from '../../../shell/duration.js';
import { printTable, readerOf } from '../../../shell/text-table.js';
import { keptRunTable } from '../kept-tables.js';
import { logLine } from '../log-table.js';
import { functionRuns, logPlaceNote, settled } from './function-text.js';
import { rotationOptions } from './options.js';

/** Maximum number of lines shown: older ones are for the console. */
const mostLines = 1000;

const everyMs = 2_000;

/** Lines arrive late and out of order: each read goes back this far. */
const lookBackMs = 60_000;

const options = {
  since: { type: 'string', value: 'SPAN', summary: 'how far back, such as 30m, 8h or 3d (default: 1d)' },
  tail: { type: 'string', value: 'LINES', summary: 'the newest LINES lines (default: 1000)' },
  follow: { type: 'boolean', short: 'f', summary: 'go on with what it writes, until Ctrl-C' },
  config: { ...rotationOptions.config, summary: 'the rotation whose sinks keep its runs (default: its own)' },
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'function logs',
  summary: "show a function's last runs, as its sinks remember them, and what it wrote",
  usage: 'FUNCTION',
  positionals: { min: 1, max: 1 },
  options,
  examples: [
    { line: 'ackring function logs ackring-rotate', summary: 'thirty runs at most, and a day of its log' },
    { line: 'ackring function logs ackring-rotate --since 3d', summary: 'three days of it' },
    { line: 'ackring function logs ackring-rotate --follow', summary: 'and what it writes from now on' },
  ],
  async run(context) {
    const { options: asked, positionals, services, output, progress, signal } = context;
    if (asked.follow && output.json)
      throw usageError(say('`--follow` and `--json` exclude each other'), say('Leave out one of them.'));
    const [name = ''] = positionals;
    const from = new Date(services.clock.now().getTime() - parseSpan(asked.since ?? '1d'));
    const limit = parseTail(asked.tail);
    progress.show(({ cloud }) => cloud);
    const status = await services.functions.status(name, { signal });
    const span = { from, to: later(services.clock.now()), limit };
    // If one of the two may not be read, the other is still shown.
    const [log, kept] = await Promise.all([
      settled(services.functions.log(status, span, { signal })),
      settled(functionRuns(services, name, { config: asked.config, signal })),
    ]);
    progress.end();
    if (log instanceof Error && kept instanceof Error) throw log;
    const lines = log instanceof Error ? [] : log.lines;
    const runs = kept instanceof Error ? [] : kept.runs;
    if (output.json) output.data({ logs: status.logs, runs, lines });
    else if (runs.length > 0) await printTable(context, keptRunTable, runs);
    if (!output.json) await writeLines(context, lines, runs.length > 0);
    for (const part of [log, kept]) if (part instanceof Error) output.note(output.problemText(part));
    if (asked.tail === undefined && !(log instanceof Error) && !log.isComplete)
      output.note(say('older lines were left out: ask for less with `--since`'));
    if (!(log instanceof Error) && !(kept instanceof Error) && lines.length + runs.length === 0)
      output.note(
        say('no run is kept, and nothing was written in the time asked for: `--since` looks further back'),
      );
    output.note(logPlaceNote(status.logs));
    if (asked.follow) return follow(context, status, lines);
    return log instanceof Error || kept instanceof Error ? exitCodes.partial : undefined;
  },
});

function parseTail(text: string | undefined): number {
  if (text === undefined) return mostLines;
  if (/^[1-9][0-9]{0,3}$/.test(text)) return Number(text);
  throw usageError(say('"{text}" is not a number of lines', { text }), say('Give a number from 1 to 9999.'));
}

async function writeLines(
  context: Context,
  lines: readonly FunctionLogLine[],
  isUnderRuns: boolean,
): Promise<void> {
  if (lines.length === 0) return;
  const reader = await readerOf(context);
  context.output.write(`${isUnderRuns ? '\n' : ''}${lines.map((line) => lineText(line, reader)).join('\n')}`);
}

function lineText(line: FunctionLogLine, reader: Reader): string {
  return logLine({ ...line, id: '', record: readRotationRecord(line.text), clusterName: null }, reader);
}

async function follow(context: Context, status: FunctionStatus, seen: readonly FunctionLogLine[]) {
  const { services, output, signal } = context;
  const reader = await readerOf(context);
  const read = (from: Date) =>
    services.functions.log(status, { from, to: later(services.clock.now()), limit: mostLines }, { signal });
  for await (const line of followLog({ read, seen, clock: services.clock, signal }))
    output.write(lineText(line, reader));
  return undefined;
}

/** Clocks of instances and of this machine differ by seconds. */
function later(now: Date): Date {
  return new Date(now.getTime() + 60_000);
}

interface Following {
  readonly read: (from: Date) => Promise<FunctionLog>;
  /** Lines already shown. */
  readonly seen: readonly FunctionLogLine[];
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** New lines, each once, until the signal. */
async function* followLog({ read, seen, clock, signal }: Following): AsyncGenerator<FunctionLogLine> {
  let known = new Set(seen.map(keyOf));
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    try {
      await clock.sleep(everyMs, signal);
      const { lines } = await read(new Date(clock.now().getTime() - lookBackMs));
      const fresh = lines.filter((line) => !known.has(keyOf(line)));
      known = new Set([...lines.map(keyOf), ...fresh.map(keyOf), ...[...known].slice(-2_000)]);
      yield* fresh;
    } catch (error) {
      if (isOver()) return;
      throw error;
    }
  }
}

function keyOf({ at, instance, text }: FunctionLogLine): string {
  return `${at.getTime()} ${instance} ${text}`;
}
