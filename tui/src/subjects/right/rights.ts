import type { AccessRow } from '@ackring/core/access';
import type { EndingRight } from '@ackring/core/granting';
import { visible } from '@ackring/core/words';
import { durationText, localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, span, wrapText } from '../../screen/drawing/line.js';
import { hasElapsed } from '../../screen/notice.js';
import type { Reader } from '../../screen/reader.js';
import type { Ask } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';

/** The roles that were given from this machine for a time, as far as Access and details asked. */
export interface RightsState {
  /** Null while they were never read. */
  readonly readAt: Date | null;
  readonly isReading: boolean;
  readonly rights: readonly EndingRight[];
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly rights: RightsState;
  }
}

export const noRights: RightsState = { readAt: null, isReading: false, rights: [] };

/** A few small files, which another run may write meanwhile. */
const staleMs = 60_000;

/** Reads the records of this machine; what cannot be read is left out: `access requests` tells of it. */
export const readRights = defineTask({
  name: 'readRights',
  arrivals: {
    reading: (state: AppState) => ({ ...state, rights: { ...state.rights, isReading: true } }),
    read: (state: AppState, rights: readonly EndingRight[]) => ({
      ...state,
      rights: { readAt: state.now, isReading: false, rights },
    }),
  },
  run: async ({ world, emit }) => {
    emit.reading();
    emit.read((await world.local().granting.rights(null)).rights);
  },
  failed: (state) => ({ ...state, rights: { ...state.rights, readAt: state.now, isReading: false } }),
});

export function rightsDue({ screen, overlay, rights, now }: AppState): readonly Ask[] {
  const isShown = screen === 'access' || overlay?.kind === 'details';
  if (!isShown || rights.isReading) return [];
  const { readAt } = rights;
  return readAt === null || hasElapsed(readAt, staleMs, now) ? [readRights()] : [];
}

/** What ends of what these rows have, until when and why. */
export function rightsNote(
  rows: readonly Pick<AccessRow, 'cluster' | 'identity'>[],
  { rights }: RightsState,
  width: number,
  { now, timeZone, messages }: Reader,
): readonly Line[] {
  const held = new Set(rows.map(({ cluster, identity }) => `${cluster.id} ${identity.uid}`));
  return rights
    .filter(({ over, cluster, identity }) => over === null && held.has(`${cluster.id} ${identity.uid}`))
    .flatMap(({ cluster, identity, role: { name, namespace }, until, reason }) => {
      const text = messages.granting.ends({
        ...{ name: identity.name, role: name, reason, end: localTime(until, timeZone) },
        place: namespace === null ? cluster.name : `${cluster.name}/${namespace}`,
        left: durationText(until.getTime() - now.getTime(), messages),
      });
      return wrapText(visible(text), width).map((line): Line => [span(line, 'warn')]);
    });
}

type Role = NonNullable<AccessRow['roles']>[number];

/** When a role that somebody has is taken back; null if it stays, or was not given from here. */
export function rightEnd(
  { rights }: RightsState,
  { cluster, identity }: Pick<AccessRow, 'cluster' | 'identity'>,
  { role, namespace }: Pick<Role, 'role' | 'namespace'>,
): Date | null {
  const given = rights.find(
    (each) =>
      each.over === null &&
      each.cluster.id === cluster.id &&
      each.identity.uid === identity.uid &&
      each.role.name === role &&
      each.role.namespace === namespace,
  );
  return given?.until ?? null;
}
