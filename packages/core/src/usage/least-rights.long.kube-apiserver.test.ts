import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientIdentity } from '@ackring/testkit/client-identity';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { type RealApiServer, startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import * as v from 'valibot';
import { parseAllDocuments } from 'yaml';
import { type DeedRow, deedStatement } from './audit-statements.js';
import { boundUser, leastRoles, leastRolesText } from './least-rights.js';
import { createDeedTally } from './tally.js';

// What somebody did is played again with the least rights for it: all of it is allowed, and what was done as somebody
// else is no right of one's own.

const [before, after] = ['299500000000000051-1700000000', '299500000000000051-1800000000'];
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const uid = '299500000000000051';

const deeds: readonly (readonly [method: string, path: string, as?: string])[] = [
  ['GET', '/api/v1/namespaces/default/configmaps'],
  ['GET', '/api/v1/nodes'],
  ['GET', '/metrics'],
  ['GET', '/version'],
  ['GET', '/api/v1/namespaces/other/secrets', 'helper'],
  ['GET', '/api/v1/namespaces/other/pods', 'system:serviceaccount:other:robot'],
];

const event = v.object({
  stage: v.string(),
  verb: v.string(),
  requestURI: v.string(),
  user: v.object({ username: v.string() }),
  impersonatedUser: v.optional(v.looseObject({ username: v.string() })),
  objectRef: v.optional(
    v.object({
      resource: v.optional(v.string()),
      subresource: v.optional(v.string()),
      namespace: v.optional(v.string()),
      apiGroup: v.optional(v.string()),
    }),
  ),
  responseStatus: v.optional(v.object({ code: v.optional(v.number()) })),
});

/** The rows that Log Service would make of the server's own log. */
function rowsOf(log: string): readonly DeedRow[] {
  const { read } = deedStatement({ uids: [uid], ofTokens: false }, true);
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => v.parse(event, JSON.parse(line)))
    .filter(({ stage }) => stage === 'ResponseComplete')
    .flatMap(({ user, verb, requestURI, impersonatedUser, objectRef = {}, responseStatus }) => {
      const isPath = objectRef.resource === undefined;
      const row = read({
        name: user.username,
        verb,
        api_group: objectRef.apiGroup ?? '',
        resource: objectRef.resource ?? '',
        part: objectRef.subresource ?? '',
        namespace: objectRef.namespace ?? '',
        code: String(responseStatus?.code ?? ''),
        path: isPath ? (requestURI.split('?')[0] ?? '') : '',
        impersonated: impersonatedUser === undefined ? '' : JSON.stringify(impersonatedUser),
        calls: '1',
      });
      return row === null ? [] : [row];
    });
}

async function statuses(identity: ClientIdentity): Promise<readonly (number | string)[]> {
  return Promise.all(
    deeds.map(async ([method, path, as]) => {
      const headers: Record<string, string> = as === undefined ? {} : { 'Impersonate-User': as };
      return (await askKubernetes(identity, method, path, undefined, headers)).status;
    }),
  );
}

async function bind(server: RealApiServer, role: string, name: string, subject: object): Promise<void> {
  await server.create(`${rbac}/clusterrolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [subject],
  });
}

const user = (name: string) => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name });

for (const installed of installedApiServers()) {
  test.serial(
    `kube-apiserver ${installed.version}: the least rights are enough to do the same again, and no more`,
    async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'ackring-least-'));
      t.teardown(() => rm(folder, { recursive: true, force: true }));
      const [policy, log] = [join(folder, 'policy.yaml'), join(folder, 'audit.log')];
      await writeFile(policy, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n');
      const flags = [`--audit-policy-file=${policy}`, `--audit-log-path=${log}`];
      await using server = await startRealApiServer(installed, flags);
      await server.create('/api/v1/namespaces', { metadata: { name: 'other' } });
      await bind(server, 'cluster-admin', 'all', user(before));
      await bind(server, 'cluster-admin', 'helper', user('helper'));
      await bind(server, 'view', 'robot', { kind: 'ServiceAccount', name: 'robot', namespace: 'other' });
      const seen = await server.issue({ commonName: before, organization: 'system:users' });
      await until(async () => (await statuses(seen)).every((status) => status === 200));

      const tally = createDeedTally();
      await until(async () => rowsOf(await readFile(log, 'utf8')).length >= deeds.length);
      tally.add(rowsOf(await readFile(log, 'utf8')).filter(({ isRefused }) => !isRefused));
      const rights = [...(tally.names.get(before)?.rights.values() ?? [])];
      const text = leastRolesText(after, leastRoles({ rights }));
      for (const document of parseAllDocuments(text)) {
        const { kind, metadata } = v.parse(
          v.object({ kind: v.string(), metadata: v.object({ namespace: v.optional(v.string()) }) }),
          document.toJS(),
        );
        const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
        await server.create(`${rbac}${place}/${kind.toLowerCase()}s`, document.toJS());
      }
      // A certificate in place of its tokens.
      const again = await server.issue({ commonName: boundUser(after), organization: 'system:users' });
      await until(async () => (await statuses(again)).every((status) => status === 200));
      t.deepEqual(
        await statuses(again),
        deeds.map(() => 200),
        text,
      );
      const own = async (path: string) => (await server.ask(again, 'GET', path)).status;
      t.is(await own('/api/v1/namespaces/other/secrets'), 403, text);
      t.is(await own('/api/v1/namespaces/default/secrets'), 403, text);
    },
  );
}
