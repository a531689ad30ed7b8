import { request } from 'node:https';
import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import test from 'ava';

const configMaps = '/api/v1/namespaces/default/configmaps';

type Cloud = Awaited<ReturnType<typeof startCloud>>;
type Issued = Awaited<ReturnType<Cloud['fetch']>>;

interface Told {
  readonly type: string;
  readonly object: { readonly metadata: { readonly name: string } };
}

/** The first events of a watch, after which it is closed; `onOpen` runs once it is open. */
function firstEvents(issued: Issued, query: string, count: number, onOpen: () => void): Promise<string[]> {
  const { server, authority, pem, key } = issued;
  return new Promise((resolve, reject) => {
    const options = { ca: authority, cert: pem, key, agent: false };
    const sent = request(`${server}${configMaps}?watch=1&timeoutSeconds=30&${query}`, options, (response) => {
      onOpen();
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
        const lines = text.split('\n').slice(0, -1);
        if (lines.length < count) return;
        sent.destroy();
        resolve(lines.map((line) => told(JSON.parse(line))));
      });
      response.on('error', () => undefined);
    });
    sent.on('error', reject);
    sent.end();
  });
}

function told({ type, object }: Told): string {
  return `${type} ${object.metadata.name}`;
}

test('a watch reports the existing objects, and each selected change as it happens', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 } } }] });
  const ops = await cloud.fetch('a');
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    askKubernetes(ops, method, path, body, headers);
  const named = (name: string, team: string) => ({ metadata: { name, labels: { team } } });
  await ask('POST', configMaps, named('first', 'a'));
  const events = await firstEvents(ops, 'labelSelector=team%3Da', 4, () => {
    const merge = { 'content-type': 'application/merge-patch+json' };
    void ask('POST', configMaps, named('other', 'b'))
      .then(() => ask('POST', configMaps, named('second', 'a')))
      .then(() => ask('PATCH', `${configMaps}/second`, { data: { k: 'v' } }, merge))
      .then(() => ask('DELETE', `${configMaps}/first`));
  });
  t.deepEqual(events, ['ADDED first', 'ADDED second', 'MODIFIED second', 'DELETED first']);
});

test('a watch continues from the version of a list', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 } } }] });
  const ops = await cloud.fetch('a');
  await askKubernetes(ops, 'POST', configMaps, { metadata: { name: 'first' } });
  const { body } = await askKubernetes(ops, 'GET', configMaps);
  const { resourceVersion } = body['metadata'] as { resourceVersion: string };
  await askKubernetes(ops, 'POST', configMaps, { metadata: { name: 'second' } });
  await askKubernetes(ops, 'DELETE', `${configMaps}/first`);
  const events = await firstEvents(ops, `resourceVersion=${resourceVersion}`, 2, () => undefined);
  t.deepEqual(events, ['ADDED second', 'DELETED first']);
});
