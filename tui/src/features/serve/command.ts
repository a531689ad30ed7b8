import { say } from '../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../shell/command.js';
import { severalAccounts } from '../../shell/sources.js';
import { readerOf } from '../../shell/text-table.js';
import type { WatchedRotation } from '../../subjects/expiry/collect.js';

const options = {
  listen: {
    type: 'string',
    value: 'HOST:PORT',
    summary: 'where to listen (default 127.0.0.1:9464); beyond loopback with a token only',
  },
  'token-file': {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    summary: 'whoever asks must have this token; or ACKRING_SERVE_TOKEN',
  },
  host: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    summary: 'a name it may be asked by beside its address (repeatable)',
  },
  every: { type: 'string', value: '15m', summary: 'how often the fleet is read (default 15m)' },
  config: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    summary: 'the rotation whose sinks and last run count too (default: that of the settings folder)',
  },
  ...severalAccounts,
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'serve',
  summary: 'serve the expiry page, live, and /metrics for Prometheus; nothing is ever changed',
  usage: '',
  positionals: { min: 0, max: 0 },
  options,
  changesNothing: true,
  examples: [
    { line: 'ackring serve', summary: 'prints the address to open; Ctrl-C ends it' },
    {
      line: 'ackring serve --listen 0.0.0.0:9464 --host wall.example.com --token-file token',
      summary: 'for a wall and a Prometheus elsewhere, behind a proxy that speaks TLS',
    },
  ],
  async run(context) {
    const { options: asked, environment, output, services, signal } = context;
    const { parseListen, readToken, refuseOtherNames, serve } = await import('@ackring/core/serving');
    const everyMs = milliseconds(asked.every ?? '15m');
    const listen = parseListen(asked.listen ?? '127.0.0.1:9464');
    refuseOtherNames(asked.host ?? []);
    const rotation = await rotationOf(context);
    const token = readToken(asked['token-file'] ?? null, environment['ACKRING_SERVE_TOKEN']);
    const [{ watchFleet }, { answersOnce }, reader] = await Promise.all([
      import('./watch.js'),
      import('./answers.js'),
      readerOf(context),
    ]);
    const watch = await watchFleet({
      ...context,
      watched: { isAll: asked['all-profiles'], rotation, everyMs },
    });
    const answerTo = answersOnce();
    const answer = (path: string) =>
      answerTo(path, watch.seen(), { ...reader, timeZone: 'UTC', now: services.clock.now() });
    const served = await serve({ listen, door: { names: asked.host, token }, answer });
    output.raw(`${served.url}\n`);
    try {
      await Promise.race([watch.run(), aborted(signal)]);
    } finally {
      await served.close();
    }
    return undefined;
  },
});

/** The settings folder's own may be absent: then there are no sinks, and nothing to report. */
async function rotationOf({ services, options: { config } }: Context): Promise<WatchedRotation | null> {
  const configuration = await services.rotation.configuration(config ?? null);
  return configuration.sinks.length === 0 ? null : { name: config ?? 'rotation.yaml', configuration };
}

const unitMs = { m: 60_000, h: 3_600_000 } as const;

function milliseconds(text: string): number {
  const { count, unit } = /^(?<count>\d{1,3})(?<unit>[mh])$/.exec(text)?.groups ?? {};
  const ms = Number(count) * (unit === 'h' ? unitMs.h : unitMs.m);
  if (ms >= unitMs.m && ms <= 24 * unitMs.h) return ms;
  throw usageError(
    say('"{text}" is not between 1 minute and 1 day', { text }),
    say('Give a duration such as 15m or 1h.'),
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
