import type { RunOutcome, Visit, VisitCommand } from '@ackring/core/sessions';
import { type Cluster, visible } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import { localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { question } from '../../screen/confirmation.js';
import { startJob, withResult } from '../../screen/job.js';
import { hint, notify, notifyProblem } from '../../screen/notify.js';
import { overlayAbove, textToRead } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import type { World } from '../../screen/world.js';
import { refusedText } from './refused-text.js';

/** The life of each certificate; `:shell 8h`, and `--for` on the command line, set another. */
const usualMinutes = 60;

interface VisitInput {
  readonly cluster: Cluster;
  readonly command: VisitCommand;
  readonly isReadOnly: boolean;
  /** Of the certificate. */
  readonly durationMinutes?: number;
  readonly namespace?: string | null;
  /** Receives messages before the command has the terminal. */
  readonly reader: Pick<AppState, 'language' | 'timeZone'>;
}

/** Fetches a certificate while the screen is shown, then gives the terminal to a command that reaches one cluster. */
export const goIn = defineTask({
  name: 'goIn',
  slot: workSlot,
  takesTerminal: () => true,
  arrivals: {
    asking: (state: AppState, cluster: string) =>
      hint(state, 'info', messagesIn(state.language).sessions.asking(visible(cluster))),
    left: (state: AppState, visit: Visit): Step => {
      const next = reportEnd(state, visit);
      const { sessions } = messagesIn(state.language);
      const count = visit.refused.reduce((sum, each) => sum + each.count, 0);
      if (count === 0) return step(next);
      const text = refusedText(visit.refused, sessions).join('\n');
      return step(overlayAbove(next, textToRead(sessions.refused(count), text)));
    },
  },
  run: async ({ world, emit, signal }, input: VisitInput) => {
    const { cluster, command, isReadOnly, reader, namespace = null } = input;
    const { durationMinutes = usualMinutes } = input;
    emit.asking(cluster.name);
    const services = world.servicesFor(cluster);
    const { access } = await services.settings();
    const request = { cluster, access, durationMinutes, namespace, isReadOnly, withSecrets: false };
    const { sessions } = messagesIn(reader.language);
    const visit = await services.visit(request, command, {
      signal,
      within: (facts, run) =>
        world.terminal.lend((say) => {
          const until = localTime(facts.notAfter, reader.timeZone);
          say(sessions.open(visible(facts.cluster.name), facts.isReadOnly, until));
          return run();
        }),
    });
    emit.left(visit);
  },
  failed: (state, error, { cluster }) => {
    if (error.code !== 'Cancelled') return notifyProblem(state, error);
    const { name } = cluster;
    return notify(state, 'info', ({ sessions }) => sessions.stopped(visible(name)));
  },
});

function reportEnd(state: AppState, { cluster, status, error, hasEnded }: Visit): AppState {
  const name = visible(cluster.name);
  if (error !== null) return notifyProblem(state, error);
  if (hasEnded) return notify(state, 'warn', ({ sessions }) => sessions.over(name));
  // A shell ends with the status of its last command, which is no failure of leaving.
  return notify(state, 'good', ({ sessions }) => sessions.left(name, status));
}

export interface RunInput {
  readonly clusters: readonly Cluster[];
  readonly words: readonly [string, ...string[]];
  /** As typed. */
  readonly line: string;
  /** The reader's. */
  readonly language: AppState['language'];
}

/** A command known to read is run; for any other the number of clusters has to be typed. */
export const beginRun = defineTask({
  name: 'beginRun',
  arrivals: {
    known: (state: AppState, asked: RunInput) => step(state, runForEach({ ...asked, isConfirmed: false })),
    unknown: (state: AppState, asked: RunInput) => {
      const { sessions } = messagesIn(state.language);
      const asks = question({
        title: sessions.confirmTitle(visible(asked.line)),
        lines: [asked.clusters.map(({ name, region }) => visible(`${name} (${region})`)).join(', ')],
        typed: String(asked.clusters.length),
        ask: runForEach({ ...asked, isConfirmed: true }),
      });
      return overlayAbove(state, asks);
    },
  },
  run: async ({ emit }, asked: RunInput) => {
    const { isKnownRead } = await import('@ackring/core/sessions');
    if (isKnownRead(asked.words)) emit.known(asked);
    else emit.unknown(asked);
  },
});

/** Runs a command on each cluster, and shows the output at the end; if stopped, the output so far. */
export const runForEach = defineTask({
  name: 'runForEach',
  slot: workSlot,
  arrivals: {
    begun: (state: AppState, count: number) => ({ ...state, job: startJob('run', count) }),
    /** The marks stay: the next command is for the same clusters more often than not. */
    done: (state: AppState, isDone: boolean) =>
      state.job === null ? state : { ...state, job: withResult(state.job, isDone ? 'done' : 'failed') },
    shown: (state: AppState, line: string, text: string) => {
      const { sessions } = messagesIn(state.language);
      return overlayAbove(state, textToRead(sessions.outputTitle(visible(line)), text));
    },
  },
  run: async ({ world, emit, signal }, asked: RunInput & { readonly isConfirmed: boolean }) => {
    emit.begun(asked.clusters.length);
    const { isDone } = await import('@ackring/core/sessions');
    const { shownOutput } = await import('./run-output.js');
    const outcomes: RunOutcome[] = [];
    for (const [services, clusters] of byServices(world, asked.clusters)) {
      const { access } = await services.settings();
      const request = {
        ...{
          clusters,
          words: asked.words,
          access,
          durationMinutes: usualMinutes,
          concurrency: 8,
          keepsOutput: true,
        },
        confirm: asked.isConfirmed ? clusters.length : null,
      };
      const onEvent: Parameters<typeof services.run>[1]['onEvent'] = (event) => {
        if (event.kind === 'ended') emit.done(isDone(event.outcome));
      };
      outcomes.push(...(await services.run(request, { signal, onEvent })));
    }
    emit.shown(asked.line, shownOutput(outcomes, asked.words, messagesIn(asked.language)));
  },
  ended: (state) => {
    const { job } = state;
    if (job === null) return state;
    return notify({ ...state, job: null }, job.failed === 0 ? 'good' : 'bad', ({ jobs }) => jobs.ended(job));
  },
});

/** Each cluster is reached with the profile that sees it. */
function byServices(world: World, clusters: readonly Cluster[]) {
  return Map.groupBy(clusters, (cluster) => world.servicesFor(cluster));
}
