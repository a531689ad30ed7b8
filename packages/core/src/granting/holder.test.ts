import { specimenHolding } from '@ackring/testkit/holding';
import { subjectCluster } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import type { KubeconfigState } from '../cloud/ack/api.js';
import type { CachedHolder } from '../fleet/fleet-cache.js';
import { AckringError } from '../words/errors.js';
import type { Identity } from '../words/identity.js';
import { findHolder } from './holder.js';

type Named = readonly [uid: string, name: string, cloudService?: string];

const mei = '299500000000000041';
const tom = '299500000000000042';

interface Row {
  readonly title: string;
  readonly user: string;
  /** Who holds a kubeconfig of the cluster. */
  readonly here?: readonly Named[] | 'Forbidden' | 'Throttled';
  /** Whom scans have met, in any cluster. */
  readonly met?: readonly (Named | CachedHolder)[];
  readonly found:
    | Partial<Identity>
    | 'ResourceNotFound'
    | 'Refused'
    | 'UsageInvalid'
    | 'Forbidden'
    | 'Throttled';
}

const cached = (uid: string, name: string, change: Partial<CachedHolder> = {}): CachedHolder => ({
  ...{ uid, name, type: 'user', state: 'active' },
  ...change,
});

const rows: readonly Row[] = [
  {
    title: 'a name here',
    user: 'mei',
    here: [
      [mei, 'mei'],
      [tom, 'tom'],
    ],
    found: { uid: mei },
  },
  {
    title: 'a uid here',
    user: mei,
    here: [
      [mei, 'mei'],
      [tom, 'tom'],
    ],
    found: { uid: mei, name: 'mei' },
  },
  {
    title: 'one of several certificates of one holder',
    user: 'mei',
    here: [
      [mei, 'mei'],
      [mei, 'mei'],
    ],
    found: { uid: mei },
  },
  {
    title: 'a name that two have here',
    user: 'mei',
    here: [
      [mei, 'mei'],
      [tom, 'mei'],
    ],
    found: 'UsageInvalid',
  },
  {
    title: 'a uid that is another’s name',
    user: mei,
    here: [
      [tom, mei],
      [mei, 'mei'],
    ],
    found: { uid: mei, name: 'mei' },
  },
  {
    title: 'a service role of the cloud',
    user: 'csrole',
    here: [[mei, 'csrole', 'cs']],
    found: 'ResourceNotFound',
  },
  { title: 'a name that nobody has', user: 'mei', here: [[tom, 'tom']], found: 'ResourceNotFound' },
  { title: 'a name that only scans have met', user: 'mei', met: [[mei, 'mei']], found: 'Refused' },
  {
    title: 'a uid that only scans have met',
    user: mei,
    met: [[mei, 'mei']],
    found: { uid: mei, name: 'mei', type: 'user' },
  },
  {
    title: 'a uid that nobody has met',
    user: mei,
    found: { uid: mei, name: mei, type: 'unknown', state: 'unknown' },
  },
  {
    title: 'a name here is sooner believed than one that scans have met',
    user: 'mei',
    here: [[tom, 'mei']],
    met: [[mei, 'mei']],
    found: { uid: tom },
  },
  { title: 'a uid, where the list of holders is refused', user: mei, here: 'Forbidden', found: { uid: mei } },
  {
    title: 'a name, where the list of holders is refused',
    user: 'mei',
    here: 'Forbidden',
    found: 'Forbidden',
  },
  {
    title: 'a uid, where the list of holders fails otherwise',
    user: mei,
    here: 'Throttled',
    found: 'Throttled',
  },
  {
    title: 'a kept type and state that this program does not know',
    user: mei,
    met: [cached(mei, 'mei', { type: 'robot', state: 'asleep' })],
    found: { type: 'unknown', state: 'unknown' },
  },
  ...(['active', 'inactive', 'deleted'] as const).map((state) => ({
    title: `a kept state, ${state}`,
    user: mei,
    met: [cached(mei, 'mei', { type: 'role', state })],
    found: { type: 'role', state } as const,
  })),
];

function stateOf([uid, name, cloudService = null]:
  | Named
  | readonly [string, string, (string | null)?]): KubeconfigState {
  const { id, region } = subjectCluster;
  return specimenHolding({ cluster: { id, name: 'prod', region }, uid, name, cloudService });
}

for (const { title, user, here = [], met = [], found } of rows) {
  test(`whom rights are given: ${title}`, async (t) => {
    const ports = {
      ack: {
        listKubeconfigStates: async () => {
          if (typeof here === 'string') throw new AckringError(here, 'refused', { remedy: 'Ask.' });
          return here.map(stateOf);
        },
      },
      knownHolders: async () =>
        met.map((each): CachedHolder => ('uid' in each ? each : cached(each[0], each[1]))),
    };
    const finding = findHolder(user, subjectCluster, ports, undefined);
    if (typeof found === 'string') await t.throwsAsync(finding, { code: found });
    else t.like(await finding, found);
  });
}
