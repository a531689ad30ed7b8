import test from 'ava';
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
