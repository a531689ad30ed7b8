import test from 'ava';
import { AckringError } from '../words/errors.js';
import type { EndingRight } from './ending-right.js';
import type { EndingRights } from './ending-rights.js';
import { clusterRole } from './roles.js';
import { sharedRights } from './shared-rights.js';

const at = new Date('2027-03-01T12:00:00Z');
const file = '/etc/rotation.yaml';
const right: EndingRight = {
  ...{ id: '00000001', accountId: '1', by: '3', reason: 'INC-1', request: null, ledger: file, until: at },
  ...{ cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' }, identity: { uid: '2', name: 'mei' } },
  ...{ isRamRole: false, role: clusterRole('dev', null), askedAt: at, answeredAt: null },
  ...{ seenAt: null, takingAt: null, over: null, trouble: null },
};
const over = { how: 'takenBack', at } as const;
const here = new AckringError('FileNotFound', 'here', { remedy: 'x' });
const there = new AckringError('FileNotFound', 'there', { remedy: 'x' });

/** A keeper of these rights, and what it was given to keep, in the order of all. */
function place(own: readonly EndingRight[], ledger: readonly EndingRight[]) {
  const kept: (readonly [string, string | null])[] = [];
  const opened: string[] = [];
  const keeper = (name: string, rights: readonly EndingRight[], error: AckringError): EndingRights => ({
    all: async () => ({ rights, errors: [error] }),
    keep: async (each) => void kept.push([name, each.ledger]),
    elsewhere: async () => null,
    alone: (work) => work(),
  });
  const shared = sharedRights(keeper('here', own, here), async (configuration) => {
    opened.push(configuration);
    return keeper('ledger', ledger, there);
  });
  return { shared, kept, opened };
}

test('without a ledger those of this machine are all, and none is opened', async (t) => {
  const { shared, kept, opened } = place([right], [{ ...right, over }]);
  t.deepEqual(await shared.all(), { rights: [right], errors: [here] });
  t.is(await shared.elsewhere({ ...right, ledger: null }), null);
  await shared.keep({ ...right, ledger: null });
  t.deepEqual([kept, opened], [[['here', null]], []]);
});

test('with a ledger each is there once, with what both observed, and the ledger’s own name it', async (t) => {
  const own = { ...right, id: '00000003', seenAt: at };
  const theirs = { ...right, id: '00000002', ledger: null };
  const { shared } = place([right, own], [{ ...right, seenAt: at }, theirs]);
  t.deepEqual(await shared.all(file), {
    rights: [{ ...right, seenAt: at }, own, { ...theirs, ledger: file }],
    errors: [here, there],
  });
});

test('what names a ledger is kept there first, and looked for there', async (t) => {
  const { shared, kept, opened } = place(
    [right],
    [
      { ...right, id: '00000002' },
      { ...right, over },
    ],
  );
  await shared.keep(right);
  t.deepEqual(kept, [
    ['ledger', null],
    ['here', file],
  ]);
  t.like(await shared.elsewhere(right), { id: right.id, over });
  t.is(await shared.elsewhere({ ...right, id: '00000009' }), null);
  t.deepEqual(new Set(opened), new Set([file]));
});
