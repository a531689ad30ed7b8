import { reachedCluster } from '@ackring/testkit/reached-cluster';
import test from 'ava';
import { AckringError, type ErrorCode } from '../words/errors.js';
import type { ApiServerTarget } from '../words/target.js';
import { administratorTarget, lookInside } from './cluster-sight.js';
import type { MigrationRecord } from './record.js';
import type { MigrationSurveyPorts } from './request.js';

// How an administrator gets in, and what is made of what the cluster shows then.

type Own = Pick<MigrationRecord, 'stage' | 'isSelf'> | null;
const watched: Own = { stage: 'watching', isSelf: true };

const ways: readonly (readonly [whose: string, own: Own | AckringError, by: 'token' | 'certificate'])[] = [
  ['nobody’s move', null, 'certificate'],
  ['one’s own move under watch', watched, 'token'],
  ['one’s own move that has begun', { ...watched, stage: 'proven' }, 'certificate'],
  ['one’s own move that is over', { ...watched, stage: 'cleaned' }, 'certificate'],
  ['a move by somebody else', { ...watched, isSelf: false }, 'certificate'],
  ['an unreadable record', failure('FileUnreadable'), 'certificate'],
];

for (const [whose, own, by] of ways)
  test(`with ${whose} an administrator comes in by a ${by}`, async (t) => {
    const { cluster, caller, ports } = await reachedCluster();
    const asked = {
      ...ports,
      records: { read: async () => (own instanceof AckringError ? { error: own } : { record: own }) },
      mintToken: async () => ({ text: 'of today' }),
    } as unknown as MigrationSurveyPorts;
    const { target } = await administratorTarget(cluster, caller, asked, undefined);
    t.is(target.token, by === 'token' ? 'of today' : null);
    t.is(target.clientKey === null, by === 'token');
  });

function failure(code: ErrorCode): AckringError {
  return new AckringError(code, code, { remedy: 'Look.' });
}

interface Showing {
  readonly state?: string;
  readonly mappings?: 'true' | 'false';
  readonly addOns?: AckringError;
  /** Why bindings cannot be read by a token, and by a certificate. */
  readonly byToken?: AckringError;
  readonly byCertificate?: AckringError;
  /** Why mappings cannot be read; null where the cluster does not know them. */
  readonly listMappings?: AckringError | null;
}

const forbidden = failure('Forbidden');
const away = failure('Unreachable');

const shows: readonly (readonly [what: string, showing: Showing, seen: string, asked: readonly string[]])[] =
  [
    ['everything', {}, 'on listed', ['token']],
    ['nothing, for it is going', { state: 'deleting' }, 'missing', []],
    ['no add-ons', { addOns: away }, 'Unreachable', []],
    ['an add-on that ignores mappings', { mappings: 'false' }, 'off', []],
    ['nothing to a token', { byToken: forbidden }, 'on listed', ['token', 'certificate']],
    [
      'nothing to anybody',
      { byToken: forbidden, byCertificate: away },
      'on Unreachable',
      ['token', 'certificate'],
    ],
    ['no answer to a token', { byToken: away }, 'on Unreachable', ['token']],
    ['no mappings', { listMappings: away }, 'on Unreachable', ['token']],
    ['that it knows no mappings', { listMappings: null }, 'missing', ['token']],
  ];

for (const [what, showing, expected, ways] of shows)
  test(`a cluster shows ${what}: ${expected}`, async (t) => {
    const { cluster, caller, ports } = await reachedCluster();
    const { state = 'running', mappings = 'true', addOns, byToken, byCertificate, listMappings } = showing;
    const asked: string[] = [];
    const answered = {
      ...ports,
      api: {
        ...ports.api,
        listAddOns: async () => {
          if (addOns !== undefined) throw addOns;
          return [{ name: 'ack-ram-authenticator', state: 'active' }];
        },
        describeAddOn: async () => ({
          version: 'v0.5.0',
          config: JSON.stringify({ EnableNonBootstrapMapping: mappings }),
        }),
      },
      records: { read: async () => ({ record: watched }) },
      mintToken: async () => ({ text: 'of today' }),
      rbac: {
        listBindings: async ({ token }: ApiServerTarget) => {
          asked.push(token === null ? 'certificate' : 'token');
          return { bindings: [], problem: (token === null ? byCertificate : byToken) ?? null };
        },
      },
      objects: () => ({
        listMappings: async () => {
          if (listMappings instanceof AckringError) throw listMappings;
          return listMappings === null ? null : [];
        },
      }),
    } as unknown as MigrationSurveyPorts;
    const { authenticator, listing, error } = await lookInside(
      { ...cluster, state },
      caller,
      answered,
      undefined,
    );
    const told = authenticator instanceof AckringError ? authenticator.code : authenticator;
    const words = [told, ...(listing === null ? [] : ['listed']), ...(error === null ? [] : [error.code])];
    t.is(words.join(' '), expected);
    t.deepEqual(asked, ways);
  });
