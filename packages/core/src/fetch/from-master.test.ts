import { specimenCluster } from '@ackring/testkit/cluster';
import { makeSpecimen, specimenNow } from '@ackring/testkit/specimen';
import test from 'ava';
import { readKubeconfig } from '../kubeconfig/read.js';
import type { Endpoints } from '../words/endpoints.js';
import { AckringError } from '../words/errors.js';
import { fetchFromMaster, masterExpectation } from './from-master.js';

const outer = 'https://203.0.113.10:6443';
const inner = 'https://192.168.0.10:6443';

function cluster(endpoints: Endpoints) {
  return specimenCluster({ type: 'Kubernetes', endpoints });
}

const both: Endpoints = { public: [outer], private: [inner] };

const servers: [destination: string, more: readonly string[]][] = [
  ['root@203.0.113.10', ['https://203.0.113.10']],
  ['203.0.113.10', ['https://203.0.113.10']],
  ['a@b@203.0.113.10', ['https://203.0.113.10']],
  ['root@master-1', []],
  ['root@127.0.0.1', []],
  ['root@127.1.2.3', []],
  ['root@::1', []],
];

test('a master may be dialled at the address of the login, if that leads there from here too', (t) => {
  for (const [destination, more] of servers) {
    const expected = masterExpectation(cluster(both), { destination, now: specimenNow });
    t.like(expected, { holder: { kind: 'anybody' }, life: { kind: 'any' }, now: specimenNow });
    t.deepEqual(expected.servers, [outer, inner, ...more], destination);
  }
});

interface Answer {
  readonly server: string;
  readonly endpoints?: Endpoints;
  readonly destination?: string;
}

/** The outcome for a master's kubeconfig that dials this server. */
async function merged({ server, endpoints = both, destination = 'root@203.0.113.10' }: Answer) {
  const { yaml } = await makeSpecimen({ server });
  let text = '';
  const fetched = await fetchFromMaster(
    { cluster: cluster(endpoints), destination, contextName: null, use: false },
    {
      clock: { now: () => specimenNow },
      ask: async () => ({ place: '/etc/kubernetes/kube.conf', text: yaml }),
      namePattern: '{name}',
      readFiles: async () => [
        {
          path: 'f',
          exists: false,
          isWritable: true,
          isMember: true,
          text: null,
          kubeconfig: null,
          problem: null,
        },
      ],
      edit: async (_, __, change) => {
        const made = change(null);
        text = made.text;
        return made;
      },
    },
    undefined,
  );
  const [context] = readKubeconfig(text, { file: 'f' }).contexts;
  return { ...fetched, access: context?.owner?.access, kind: context?.owner?.kind };
}

test('the access is that of the dialled address, whatever the master calls it', async (t) => {
  const place = '/etc/kubernetes/kube.conf';
  const usual = { place, file: 'f', kind: 'long-term' };
  t.like(await merged({ server: outer }), { ...usual, context: 'prod', access: 'public' });
  t.like(await merged({ server: inner }), { ...usual, context: 'prod/private', access: 'private' });
  // The cloud lists the master's own address as neither.
  const none = { public: [], private: ['https://10.0.0.1:6443'] };
  t.like(await merged({ server: outer, endpoints: none }), { access: 'public' });
  t.like(await merged({ server: inner, endpoints: none, destination: 'root@192.168.0.10' }), {
    access: 'private',
  });
  // An address within the network that the cloud lists as the public one.
  const odd = { public: [inner], private: [] };
  t.like(await merged({ server: inner, endpoints: odd }), { access: 'public' });
});

test('a kubeconfig that leads elsewhere is refused, and nothing is written', async (t) => {
  const error = await t.throwsAsync(merged({ server: 'https://198.51.100.1:6443' }), {
    instanceOf: AckringError,
  });
  t.is(error?.code, 'IssuedRefused');
});
