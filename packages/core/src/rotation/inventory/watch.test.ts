import { specimenCluster } from '@ackring/testkit/cluster';
import { forbidden, onDay } from '@ackring/testkit/rotation/outcomes';
import { conditionUntil, owedIn, standingOf } from '@ackring/testkit/rotation/standing';
import test from 'ava';
import type { ClusterDetail } from '../../words/cluster.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import type { Standing } from '../ledger/standing.js';
import { isTurn } from '../policy/spread.js';
import type { RotationFailure } from '../report/report.js';
import type { IdentityAccess } from './fleet-slice.js';
import { watchLedger } from './watch.js';

// What becomes of an entry of the ledger: renewed as listed, found, watched for a reason, or left alone.

const cluster = specimenCluster({ id: 'c1', name: 'prod' });
const sink = 'file:a';
const condition = conditionUntil(onDay(900), {
  ...{ state: 'failing', reason: 'Forbidden', since: onDay(1).toISOString() },
});
const place = owedIn(sink, { version: 'aa', until: condition.heldUntil });
const owed = standingOf(condition, { places: [place] });
const [askedOn, notAskedOn] = [true, false].map((isOn) =>
  Array.from({ length: 7 }, (_, day) => onDay(day)).find((day) => isTurn('c1', 7, day) === isOn),
);

interface Situation {
  readonly standing?: Partial<Standing>;
  readonly isListed?: boolean;
  readonly yaml?: string;
  /** What the cloud says of the cluster, by its id. */
  readonly says?: Partial<ClusterDetail> | ErrorCode;
  readonly failures?: readonly RotationFailure[];
  readonly now?: Date | undefined;
  /** Where its credential is delivered to, beside a place that was left; null where nobody remembers. */
  readonly own?: Standing['places'] | null;
}

/** What is watched and listed then, and whether the cloud was asked. */
async function looked({ standing = {}, isListed = false, yaml = '', says = {}, ...more }: Situation) {
  const { failures = [], now = askedOn ?? onDay(0), own = [] } = more;
  let asked = '';
  const describeCluster = async () => {
    asked = ', asked';
    if (typeof says === 'string') throw new AckringError(says, 'x', { remedy: 'x' });
    return { ...cluster, ...says };
  };
  const identity = { key: 'self', name: 'self', ack: { describeCluster } } as unknown as IdentityAccess;
  const entry = { ...owed, ...standing };
  const credential = own === null ? [] : [{ ...owed, condition: null, places: own }];
  const all = entry.left === null ? [entry] : [...credential, { ...entry, key: `c1/self ${entry.left}` }];
  const { watched, slices } = await watchLedger({
    standings: new Map(all.map((each) => [each.key, each])),
    slices: [{ identities: [identity], clusters: isListed ? [cluster] : [] }],
    configuration: parseRotationConfiguration(yaml, 'test'),
    ...{ failures, identities: [identity], sinks: [sink], now },
  });
  return { watched, slices, asked };
}

/** The reason for which it is watched, else whether it is renewed; and whether the cloud was asked. */
async function told(situation: Situation) {
  const { watched, slices, asked } = await looked(situation);
  const isRenewed = slices.some(({ clusters }) => clusters.length > 0);
  const reason = watched.map((each) => each.reason).join(' ');
  return `${reason === '' ? (isRenewed ? 'renewed' : 'left alone') : reason}${asked}`;
}

const because = (reason: string): Partial<Standing> => ({
  condition: { ...condition, reason, state: 'blocked' },
});
const excluding = 'select: {exclude: [prod]}';
const leftThere = { ...place, place: 'old' };
const left = { left: `${sink} old`, places: [leftThere] };
const failure = { what: 'region x', error: forbidden };
const unheld: Partial<Standing> = { places: [], condition: { ...condition, heldUntil: null } };
const dismissed = { reason: 'x', at: onDay(2).toISOString() };

const rows: readonly (readonly [what: string, situation: Situation, said: string])[] = [
  ['whose cluster is listed', { isListed: true }, 'renewed'],
  ['whose cluster is excluded', { isListed: true, yaml: excluding }, 'ClusterExcluded'],
  [
    'of an identity that is not configured',
    { isListed: true, standing: { identity: 'tom' } },
    'HolderNotConfigured',
  ],
  ['that no list has, and the cloud knows', {}, 'renewed, asked'],
  ['that no list has, and the cloud does not know', { says: 'ClusterNotFound' }, 'ClusterGone, asked'],
  ['that no list has, and nobody may ask', { says: 'Forbidden' }, 'ClusterNotListed, asked'],
  ['that no list has, and is excluded', { yaml: excluding }, 'ClusterExcluded, asked'],
  ['in a region that is not scanned', { yaml: 'regions: [cn-beijing]' }, 'ClusterExcluded, asked'],
  ['in a region that is scanned', { yaml: `regions: [${cluster.region}]` }, 'renewed, asked'],
  ['of neither list nor configuration', { standing: { identity: 'tom' } }, 'HolderNotConfigured'],
  ['of a place that was left', { isListed: true, standing: left }, 'PlaceLeft'],
  ['of a place that was left by nobody known', { isListed: true, standing: left, own: null }, 'PlaceLeft'],
  ['of a place that was left, of no list', { standing: left }, 'PlaceLeft, asked'],
  [
    'of a place that was left, of a gone cluster',
    { standing: left, says: 'ClusterNotFound' },
    'ClusterGone, asked',
  ],
  ['of a place that is its own again', { isListed: true, standing: left, own: [leftThere] }, 'renewed'],
  ['of a place that is its own again, of no list', { standing: left, own: [leftThere] }, 'left alone, asked'],
  ['of a place that is its own elsewhere', { isListed: true, standing: left, own: [place] }, 'PlaceLeft'],
  [
    'of a place that has no name there',
    { isListed: true, standing: { left: sink, places: [place] } },
    'renewed',
  ],
  [
    'of a place of a sink that is gone',
    { isListed: true, standing: { left: 'kms:', places: [{ ...place, sink: 'kms:' }] } },
    'PlaceLeft',
  ],
  ['that is over', { standing: { goneBecause: 'over' } }, 'left alone'],
  ['that somebody dismissed', { standing: { dismissed } }, 'left alone'],
  ['that another holds', { standing: { holder: 'tom' } }, 'left alone'],
  ['of no credential', { standing: { condition: null } }, 'left alone'],
  ['of no cluster', { standing: { clusterId: null } }, 'left alone'],
  ['of no region', { standing: { region: null } }, 'left alone'],
  ['that nobody holds', { standing: unheld }, 'left alone'],
  ['that somebody holds somewhere', { standing: { places: [] } }, 'renewed, asked'],
  [
    'that somebody holds, nobody knows how long',
    { standing: { ...unheld, places: [place] } },
    'renewed, asked',
  ],
  ['watched before, on its day', { standing: because('ClusterNotListed') }, 'renewed, asked'],
  [
    'watched before, on another',
    { standing: because('ClusterNotListed'), now: notAskedOn },
    'ClusterNotListed',
  ],
  [
    'excluded before, on another day',
    { standing: because('ClusterExcluded'), now: notAskedOn },
    'ClusterExcluded',
  ],
  ['that failed before, on any day', { now: notAskedOn }, 'renewed, asked'],
  ['that a failure hides', { failures: [{ ...failure, hides: { kind: 'all' } }] }, 'left alone'],
  ['that a failure does not hide', { failures: [failure] }, 'renewed, asked'],
  [
    'where nothing is selected',
    { failures: [{ ...failure, what: 'selection', hides: { kind: 'all' } }] },
    'renewed, asked',
  ],
];
for (const [what, situation, said] of rows)
  test(`an entry ${what}: ${said}`, async (t) => t.is(await told(situation), said));

test('what is watched says whose it is, which place was left, and which cluster, by its id where nobody knows its name', async (t) => {
  const [whole] = (await looked({ isListed: true, yaml: excluding })).watched;
  t.like(whole, { identity: 'self', left: null, cluster });
  const [part] = (await looked({ standing: { ...left, cluster: null }, says: 'Forbidden' })).watched;
  t.deepEqual(part?.left, { key: `${sink} old`, sink, place: 'old' });
  t.like(part?.cluster, { id: 'c1', name: 'c1', region: owed.region, state: 'unknown' });
  const [named] = (await looked({ standing: left, says: 'Forbidden' })).watched;
  t.is(named?.cluster.name ?? null, owed.cluster);
});
