import type { JournalLine } from '../journal/journal.js';
import { dayMs } from '../words/duration.js';
import { dayOf, type Sentence, say } from '../words/say.js';

/** For how many days the console's recycle bin can restore removed access, bindings included. */
const recycleBinDays = 30;

/** Its place in the console: Authorizations, then KubeConfig Management. */
export const recycleBinUrl = 'https://cs.console.aliyun.com/';

/** The same for people: international accounts have the second console, and which an account is, no answer tells. */
export const recycleBinPlaces = `${recycleBinUrl} · https://cs.console.alibabacloud.com/`;

/** A removal of ours that the console can still undo. */
export interface Restorable {
  readonly identity: { readonly uid: string; readonly name: string };
  readonly cluster: { readonly id: string; readonly name: string; readonly region: string };
  readonly removedAt: Date;
  readonly restorableUntil: Date;
  /** The file that says what was held; null if the journal does not name it. */
  readonly backup: string | null;
}

/**
 * What can still be restored, latest first, by our own record: the recycle bin has no public API. It keeps one
 * kubeconfig per identity and cluster, so an earlier removal of the same pair is left out. What has been restored
 * meanwhile is not known here.
 */
export function restorableRemovals(lines: readonly JournalLine[], now: Date): readonly Restorable[] {
  const backups = new Map(
    lines
      .map(({ runId, details }) => [runId, textIn(details, 'backup')] as const)
      .filter(([, backup]) => backup !== null),
  );
  const removals = new Map<string, Restorable>();
  for (const line of lines) {
    const removal = removalIn(line, backups.get(line.runId) ?? null);
    if (removal === null || removal.restorableUntil < now) continue;
    removals.set(`${removal.identity.uid} ${removal.cluster.id}`, removal);
  }
  return [...removals.values()].toSorted((a, b) => b.removedAt.getTime() - a.removedAt.getTime());
}

function removalIn({ action, at, details = {} }: JournalLine, backup: string | null): Restorable | null {
  const uid = textIn(details, 'uid');
  const clusterId = textIn(details, 'clusterId');
  const isTaken = details['result'] === 'removed' || details['result'] === 'unconfirmed';
  if (action !== 'clean' || !isTaken || uid === null || clusterId === null) return null;
  return {
    identity: { uid, name: textIn(details, 'name') ?? uid },
    cluster: {
      id: clusterId,
      name: textIn(details, 'cluster') ?? clusterId,
      region: textIn(details, 'region') ?? '',
    },
    removedAt: at,
    restorableUntil: restorableUntil(at),
    backup,
  };
}

function textIn(details: JournalLine['details'], name: string): string | null {
  const value = details?.[name];
  return typeof value === 'string' ? value : null;
}

export function restorableUntil(removedAt: Date): Date {
  return new Date(removedAt.getTime() + recycleBinDays * dayMs);
}

/** What can still be restored, until when and where. */
export function recycleBinText(removedAt: Date): Sentence {
  return say(
    'A removal made by mistake can be restored until {until} from the recycle bin of the console ({url}, Authorizations > KubeConfig Management), one kubeconfig per identity and cluster, including its RBAC.',
    { until: dayOf(restorableUntil(removedAt)), url: recycleBinPlaces },
  );
}
