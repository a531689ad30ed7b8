import test from 'ava';
import { hubType } from '../../words/cluster-kind.js';
import type { AccessApi, Ack } from '../ack/api.js';
import { withHubs } from './with-hubs.js';

const cluster = { id: 'c1', region: 'cn-hangzhou', name: 'prod' };
const hub = { ...cluster, id: 'c2', name: 'fleet', type: hubType };
/** Seen before, and known by its id alone. */
const known = { id: 'c3', region: 'cn-hangzhou', name: 'old' };

/** An API whose every operation tells who was asked. */
function telling<Api extends object>(who: string): Api {
  const answer = (_: object, operation: string | symbol) => async () => `${who} ${String(operation)}`;
  const named = [...refused.map(([operation]) => operation), 'describeCluster', 'fetchKubeconfig'];
  const api = Object.fromEntries(named.map((name) => [name, answer({}, name)]));
  return { ...api, describeHub: answer({}, 'describeHub') } as object as Api;
}

type Api = Ack & AccessApi;
type Asked = typeof cluster;
const fetched = (of: Asked) => ({ cluster: of, access: 'public' as const, durationMinutes: null });

const refused: readonly (readonly [keyof Api, (api: Api, of: Asked) => Promise<unknown>])[] = [
  ['fetchSubaccountKubeconfig', (api, of) => api.fetchSubaccountKubeconfig({ ...fetched(of), uid: '2' })],
  [
    'updateUserPermissions',
    (api, of) =>
      api.updateUserPermissions('2', {
        cluster: of,
        role: { name: 'dev', isCustom: false, namespace: null },
        isRamRole: false,
        mode: 'patch',
      }),
  ],
  ['listAddOns', (api, of) => api.listAddOns(of)],
  ['describeAddOn', (api, of) => api.describeAddOn(of, 'x')],
  ['listKubeconfigStates', (api, of) => api.listKubeconfigStates(of)],
  ['revokeKubeconfig', (api, of) => api.revokeKubeconfig(of)],
  ['listOwnNamespaces', (api, of) => api.listOwnNamespaces(of)],
  ['describeUserActivity', (api, of) => api.describeUserActivity(of, '2')],
  ['describeAuditLog', (api, of) => api.describeAuditLog(of)],
  ['cleanClusterUser', (api, of) => api.cleanClusterUser(of, '2', { force: false })],
  ['changeSans', (api, of) => api.changeSans(of, { names: ['a.example'], action: 'append' })],
  ['setKubeconfigLife', (api, of) => api.setKubeconfigLife(of, '2', 1)],
];

const both = () => withHubs(telling('ACK'), telling('ACK One'), async () => ['c3']);

for (const [operation, ask] of refused)
  test(`${operation} of a hub is refused, and of a cluster asked of ACK`, async (t) => {
    for (const of of [hub, known]) await t.throwsAsync(ask(both(), of), { code: 'Refused' });
    t.is(await ask(both(), cluster), `ACK ${operation}`);
  });

test('a hub is described and fetched by ACK One, and not for a time of one’s choice', async (t) => {
  for (const of of [hub, known]) {
    t.is<unknown, unknown>(await both().describeCluster(of), 'ACK One describeHub');
    t.is<unknown, unknown>(await both().fetchKubeconfig(fetched(of)), 'ACK One fetchKubeconfig');
    const timed = { ...fetched(of), durationMinutes: 60 };
    await t.throwsAsync(both().fetchKubeconfig(timed), { code: 'Refused' });
  }
  t.is<unknown, unknown>(await both().describeCluster(cluster), 'ACK describeCluster');
});
