import type { AccessRow } from '@ackring/core/access/access-row';
import { recycleBinUrl } from '@ackring/core/access/recycle-bin';
import { homePath } from '../../components/home-path.js';
import { localDay } from '../../components/local-time.js';
import { messagesIn } from '../../messages/messages.js';
import { forgetCluster, withAsked, withLearnt } from '../access.js';
import type { AppState } from '../app-state.js';
import type { Effect } from '../effect.js';
import type { ArrivalEvent } from '../event.js';
import { withRemoved } from '../holders.js';
import { clearMarks } from '../marks.js';
import { notify, tellProblem } from '../notify.js';
import { openOverlay } from '../overlay.js';
import {
  type CleanAct,
  type Removal,
  type RevokeAct,
  touchedClusters,
  withCleanProgress,
} from '../removal.js';
import { type Step, step } from '../step.js';

const accessKinds = [
  'callersKnown',
  'accessAsked',
  'accessLearnt',
  'removalsRead',
  'accessExported',
  'cleanPlanned',
  'revokePlanned',
  'removalFailed',
  'removalStarted',
  'cleanProgress',
  'cleanEnded',
  'revokeStep',
  'revokeEnded',
] as const;

/** What comes back about who holds what, and of taking it away. */
export type AccessArrival = Extract<ArrivalEvent, { kind: (typeof accessKinds)[number] }>;

export function isAccessArrival(event: ArrivalEvent): event is AccessArrival {
  return (accessKinds as readonly string[]).includes(event.kind);
}

export function arriveAccess(state: AppState, event: AccessArrival): Step {
  switch (event.kind) {
    case 'callersKnown':
      return step({ ...state, access: { ...state.access, callers: new Set(event.uids) } });
    case 'accessAsked':
      return step({ ...state, access: withAsked(state.access, event.rows) });
    case 'accessLearnt':
      return step({ ...state, access: withLearnt(state.access, event.rows) });
    case 'removalsRead':
      return step(showBin({ ...state, access: { ...state.access, removals: event.removals } }));
    case 'accessExported': {
      const text = messagesIn(state.language).removal.exported(event.count, homePath(event.file, state.home));
      return step(notify(state, 'good', text));
    }
    case 'cleanPlanned':
      return step(changed(state, event.serial, (removal) => planned(removal, { plan: event.plan })));
    case 'revokePlanned':
      return step(changed(state, event.serial, (removal) => planned(removal, { plan: event.plan })));
    case 'removalFailed':
      return failed(state, event.serial, event.error);
    case 'removalStarted':
      return step(
        changed({ ...state, notice: null }, event.serial, (removal) => runs(removal, event.isForced)),
      );
    case 'cleanProgress':
      return step(
        changed(state, event.serial, (removal) =>
          event.progress.reduce(
            (next, each) => withAct(next, 'clean', (act) => withCleanProgress(act, each)),
            removal,
          ),
        ),
      );
    case 'revokeStep':
      return step(
        changed(state, event.serial, (removal) =>
          withAct(removal, 'revoke', (act) => ({ ...act, steps: [...act.steps, event.step] })),
        ),
      );
    case 'cleanEnded':
    case 'revokeEnded':
      return ended(state, event);
  }
}

/** The dialog with this number, if it is still there: closed, its answers concern nobody. */
function changed(state: AppState, serial: number, change: (removal: Removal) => Removal): AppState {
  const { overlay } = state;
  return overlay?.kind === 'removal' && overlay.serial === serial
    ? { ...state, overlay: change(overlay) }
    : state;
}

function planned(removal: Removal, { plan }: { readonly plan: unknown }): Removal {
  const act = { ...removal.act, plan } as Removal['act'];
  return { ...removal, act, stage: 'plan', choice: 0 };
}

function runs(removal: Removal, isForced: boolean): Removal {
  const running = { ...removal, stage: 'running', top: 0 } as const;
  return withAct(running, 'clean', (act) => ({ ...act, isForced }));
}

function withAct<Kind extends Removal['act']['kind']>(
  removal: Removal,
  kind: Kind,
  change: (act: Kind extends 'clean' ? CleanAct : RevokeAct) => Removal['act'],
): Removal {
  if (removal.act.kind !== kind) return removal;
  return { ...removal, act: change(removal.act as Kind extends 'clean' ? CleanAct : RevokeAct) };
}

function failed(state: AppState, serial: number, error: Removal['problem']): Step {
  if (error === null || error.code === 'Cancelled') return step(state);
  const shown = changed(state, serial, (removal) => ({ ...removal, stage: 'failed', problem: error }));
  return step(shown === state ? tellProblem(state, error) : shown);
}

/** Said below, kept in Activity, and the clusters it was done to are asked again. */
function ended(state: AppState, event: Extract<AccessArrival, { kind: 'cleanEnded' | 'revokeEnded' }>): Step {
  const { overlay } = state;
  const done = changed(state, event.serial, (removal) => withEnd(removal, event));
  const told = event.kind === 'cleanEnded' ? toldClean(done, event) : toldRevoke(done, event);
  const touched = overlay?.kind === 'removal' ? touchedClusters(overlay) : new Set<string>();
  const clusters = [...touched].flatMap((id) => state.fleet.clusters.get(id) ?? []);
  const next = clearMarks({
    ...told,
    access: forgetCluster(told.access, touched),
    holders: withRemoved(told.holders, removedBy(event), told.now),
  });
  const effects: readonly Effect[] = [
    { kind: 'scanHolders', clusters },
    { kind: 'readContexts' },
    { kind: 'readJournal' },
  ];
  return step(next, ...effects);
}

function removedBy(
  event: Extract<AccessArrival, { kind: 'cleanEnded' | 'revokeEnded' }>,
): readonly Pick<AccessRow, 'cluster' | 'identity'>[] {
  if (event.kind !== 'cleanEnded') return [];
  return event.run.outcomes.flatMap(({ step: { row }, result }) => (result === 'removed' ? [row] : []));
}

function withEnd(
  removal: Removal,
  event: Extract<AccessArrival, { kind: 'cleanEnded' | 'revokeEnded' }>,
): Removal {
  const done = { ...removal, stage: 'done', top: 0 } as const;
  return event.kind === 'cleanEnded'
    ? withAct(done, 'clean', (act) => ({ ...act, run: event.run, backup: event.run.backup }))
    : withAct(done, 'revoke', (act) => ({ ...act, outcome: event.outcome }));
}

function toldClean(state: AppState, { run }: Extract<AccessArrival, { kind: 'cleanEnded' }>): AppState {
  const { clean } = messagesIn(state.language).removal;
  const of = (...results: readonly string[]): number =>
    run.outcomes.filter(({ result }) => results.includes(result)).length;
  const failures = of('failed', 'unknown');
  const unconfirmed = of('unconfirmed');
  const text = clean.ended(of('removed'), of('refused'), failures, unconfirmed);
  const report = run.report === null ? '' : ` · ${clean.report(homePath(run.report, state.home))}`;
  return notify(state, failures + unconfirmed === 0 ? 'good' : 'bad', `${text}${report}`);
}

function toldRevoke(state: AppState, event: Extract<AccessArrival, { kind: 'revokeEnded' }>): AppState {
  const { revoke } = messagesIn(state.language).removal;
  const { outcome, cluster } = event;
  const failures = outcome.steps.filter(({ result }) => result === 'failed').length;
  const text = revoke.ended[outcome.revoked](cluster);
  const isClean = outcome.revoked === 'yes' && failures === 0;
  return notify(
    state,
    isClean ? 'good' : 'bad',
    failures === 0 ? text : `${text} · ${revoke.failed(failures)}`,
  );
}

/** What can be restored, as a text to be read and copied. */
function showBin(state: AppState): AppState {
  const { bin } = messagesIn(state.language).removal;
  const { removals } = state.access;
  const day = (instant: Date): string => localDay(instant, state.timeZone);
  const rows = [...Map.groupBy(removals, ({ backup }) => backup)].flatMap(([backup, together]) => [
    ...together.map(({ identity, cluster, removedAt, restorableUntil }) =>
      bin.row(identity.name, cluster.name, day(removedAt), day(restorableUntil)),
    ),
    ...(backup === null ? [] : [bin.backup, `  ${homePath(backup, state.home)}`]),
    '',
  ]);
  const lines = removals.length === 0 ? [bin.none] : [...rows, bin.where(recycleBinUrl), bin.limits];
  return openOverlay(state, { kind: 'viewer', title: bin.title, text: lines.join('\n'), top: 0 });
}
