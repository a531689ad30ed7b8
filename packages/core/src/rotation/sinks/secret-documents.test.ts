import { gzipSync } from 'node:zlib';
import test from 'ava';
import type { KubernetesSecret } from '../../machine/api-server/secret-patch.js';
import { systemClock } from '../../machine/clock.js';
import { createSecretDocuments } from './secret-documents.js';

/** The Secret that a document is looked for in. */
async function placeOf(document: string): Promise<string> {
  const asked: string[] = [];
  const notAsked = () => Promise.reject(new Error('not asked'));
  const read = async ({ namespace, name }: { readonly namespace: string; readonly name: string }) => {
    asked.push(`${namespace}/${name}`);
    return null;
  };
  const secrets = { read, list: notAsked, create: notAsked, change: notAsked };
  await createSecretDocuments({ secrets, namespace: 'ci', clock: systemClock }).read(document);
  return asked.join(' ');
}

const longest = 'x'.repeat(230 - 'ackring-state-'.length);

test('a document is in a Secret of its name; one that had to be changed ends in a hash of the whole', async (t) => {
  t.is(await placeOf('conditions.1'), 'ci/ackring-state-conditions.1');
  t.is(await placeOf(longest), `ci/ackring-state-${longest}`);
  t.regex(await placeOf('Prod_生产'), /^ci\/ackring-state-prod----[0-9a-f]{8}$/);
  const names = await Promise.all(['a', 'b'].map((end) => placeOf(`${longest}${end}`)));
  for (const name of names) t.true(name.startsWith(`ci/ackring-state-${longest}-`));
  for (const name of names) t.regex(name, /x-[0-9a-f]{8}$/);
  t.is(new Set(names).size, 2);
});

/** The store where the document `d` is in this Secret's data; nothing can be written. */
function holding(data: KubernetesSecret['data']) {
  const notAsked = () => Promise.reject(new Error('it was written'));
  const found = { name: 'ackring-state-d', uid: 'u', resourceVersion: '1', labels: null, controller: null };
  const annotations = { 'ackring.dev/state': 'd' };
  const read = async () => ({ ...found, annotations, data, immutable: false, isBeingDeleted: false });
  const secrets = { read, list: notAsked, create: notAsked, change: notAsked };
  return createSecretDocuments({ secrets, namespace: 'ci', clock: systemClock });
}

const packed = (text: string) => ({ 'document.json.gz': gzipSync(text).toString('base64') });

test('what is there already is not written again, as after an answer that was lost; what is there instead stays', async (t) => {
  const change = { over: 'before', text: 'next' };
  await t.notThrowsAsync(async () => holding(packed('next')).replace?.('d', change));
  await t.notThrowsAsync(async () => holding(packed('next')).write('d', 'next'));
  await t.throwsAsync(holding(packed('theirs')).write('d', 'next'), { message: 'it was written' });
  await t.throwsAsync(async () => holding(packed('theirs')).replace?.('d', change), { code: 'Conflict' });
});

test('what unpacks to more than 64 MiB is no document of ours', async (t) => {
  const most = 64 * 2 ** 20;
  t.is((await holding(packed(' '.repeat(most))).read('d'))?.length, most);
  t.is(await holding(packed(' '.repeat(most + 1))).read('d'), '');
});

const torn: readonly KubernetesSecret['data'][] = [null, {}, { 'document.json.gz': 'eA==' }];
for (const data of torn)
  test(`a Secret of ours that holds ${JSON.stringify(data)} is a torn document, and none that is absent`, async (t) => {
    t.is(await holding(data).read('d'), '');
  });
