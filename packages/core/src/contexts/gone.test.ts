import { specimenContext } from '@ackring/testkit/context-entry';
import test from 'ava';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { Cluster, ClusterDetail, ClusterRef } from '../words/cluster.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { goneContexts } from './gone.js';

const uid = '2123456789014567';

function entry(context: string, ack: Partial<NonNullable<ContextEntry['ack']>> | null): ContextEntry {
  const own = { clusterId: context, region: 'r', access: 'public', identity: uid, source: 'owned' } as const;
  return specimenContext({
    file: 'config',
    context,
    server: null,
    ack: ack === null ? null : { ...own, ...ack },
  });
}

const failure = (code: ErrorCode) => new AckringError(code, code, { remedy: 'x' });

interface Region {
  readonly listed?: readonly string[];
  readonly fails?: ErrorCode;
  readonly isCut?: boolean;
}

/** A cloud with these regions; a cluster missing from every list has a detail, or answers with the code. */
function cloud(
  regions: Readonly<Record<string, Region>>,
  pages: Readonly<Record<string, ErrorCode | 'there'>> = {},
) {
  const asked: string[] = [];
  return {
    asked,
    ack: async () => ({
      listClusters: async (
        region: string,
        { onIncomplete }: { onIncomplete?: (error: AckringError) => void } = {},
      ): Promise<readonly Cluster[]> => {
        const { listed = [], fails, isCut } = regions[region] ?? {};
        if (fails !== undefined) throw failure(fails);
        if (isCut) onIncomplete?.(failure('ResponseUnreadable'));
        return listed.map((id) => ({ id }) as Cluster);
      },
      describeCluster: async ({ id }: ClusterRef): Promise<ClusterDetail> => {
        asked.push(id);
        const page = pages[id] ?? 'ClusterNotFound';
        if (page === 'there') return {} as ClusterDetail;
        throw failure(page);
      },
    }),
    caller: async () => ({ uid }),
  };
}

test('a cluster is gone when its region no longer lists it and its detail is not found', async (t) => {
  const ports = cloud({ r: { listed: ['there'] } });
  const sight = await goneContexts([entry('there', {}), entry('old', {})], ports, undefined);
  t.deepEqual(sight, { contexts: ['old'], notes: [] });
  t.deepEqual(ports.asked, ['old']);
});

const kept = test.macro<[ContextEntry, ReturnType<typeof cloud>, 'otherIdentity' | 'unanswered' | null]>({
  exec: async (t, one, ports, why) => {
    const { contexts, notes } = await goneContexts([one], ports, undefined);
    t.deepEqual(contexts, []);
    t.deepEqual(
      notes.map((note) => (note.kind === 'notAsked' ? note.why : note.kind)),
      why === null ? [] : [why],
    );
  },
  title: (title) => `never gone: ${title}`,
});

const empty = () => cloud({ r: {} });
test(
  'a context without our mark, whatever its name says',
  kept,
  entry('old', { source: 'contextName' }),
  empty(),
  null,
);
test('one that is not of an ACK cluster', kept, entry('old', null), empty(), null);
test('one without a region', kept, entry('old', { region: null }), empty(), null);
test('one of another holder', kept, entry('old', { identity: '1' }), empty(), 'otherIdentity');
test('one of an unknown holder', kept, entry('old', { identity: null }), empty(), 'otherIdentity');
test(
  'one of a region that refuses',
  kept,
  entry('old', {}),
  cloud({ r: { fails: 'Forbidden' } }),
  'unanswered',
);
test(
  'one of a region that does not answer',
  kept,
  entry('old', {}),
  cloud({ r: { fails: 'Unreachable' } }),
  'unanswered',
);
test(
  'one of a region with an incomplete list',
  kept,
  entry('old', {}),
  cloud({ r: { isCut: true } }),
  'unanswered',
);
test('one whose detail is still there', kept, entry('old', {}), cloud({ r: {} }, { old: 'there' }), null);
test(
  'one whose detail is refused',
  kept,
  entry('old', {}),
  cloud({ r: {} }, { old: 'Forbidden' }),
  'unanswered',
);
test(
  'one whose detail does not arrive',
  kept,
  entry('old', {}),
  cloud({ r: {} }, { old: 'TimedOut' }),
  'unanswered',
);
test(
  'one whose detail is unreadable',
  kept,
  entry('old', {}),
  cloud({ r: {} }, { old: 'ResponseUnreadable' }),
  'unanswered',
);

test('one failing region does not stop the others', async (t) => {
  const ports = cloud({ r: { fails: 'Throttled' }, s: {} });
  const { contexts, notes } = await goneContexts(
    [entry('a', {}), entry('b', { region: 's' })],
    ports,
    undefined,
  );
  t.deepEqual(contexts, ['b']);
  t.like(notes, [{ kind: 'notAsked', context: 'a' }]);
});

test('without a marked context no call is made', async (t) => {
  const ports = { ...empty(), caller: () => Promise.reject(failure('CredentialsMissing')) };
  t.deepEqual(await goneContexts([entry('a', null)], ports, undefined), { contexts: [], notes: [] });
});
