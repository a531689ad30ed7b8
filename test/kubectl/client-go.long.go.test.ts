import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatedHome, type KubeconfigHome, layOut } from '@ackring/testkit/kubeconfigs/place';
import { smallestHome } from '@ackring/testkit/kubeconfigs/smallest';
import { makeSpecimen, specimenClusterId } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { type Answer, type ClientGo, startClientGo } from './client-go.js';
import { firstDifferentHome } from './reading.js';

/** What client-go makes of a generated home. */
async function asked(t: ExecutionContext, go: ClientGo, place: KubeconfigHome): Promise<Answer> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-client-go-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  return go.ask({ home, explicit: place.explicit, contexts: [], ...(await layOut(place, home)) });
}

test('client-go sends the second of two files as ACK gives them to the first one’s cluster', async (t) => {
  t.timeout(600_000);
  await using go = await startClientGo();
  const [alpha, beta] = await Promise.all([
    makeSpecimen({ server: 'https://127.0.0.1:1' }),
    makeSpecimen({ server: 'https://127.0.0.1:2', clusterId: specimenClusterId(2) }),
  ]);
  const files = new Map(
    [alpha, beta].map(({ yaml }, index) => [`work/${index}.yaml`, { kind: 'text', text: yaml } as const]),
  );
  const { contexts, resolved } = await asked(t, go, { files, members: ['0.yaml', '1.yaml'], explicit: '' });
  t.deepEqual(
    Object.values(contexts).map(({ file }) => file),
    ['0.yaml', '1.yaml'],
  );
  t.deepEqual(
    Object.values(resolved).map(({ host }) => host),
    ['https://127.0.0.1:1', 'https://127.0.0.1:1'],
  );
});

test('generated homes are of every kind, and the same from the same seed', async (t) => {
  t.timeout(600_000);
  await using go = await startClientGo();
  const materials = await makeSpecimen();
  const counts = { unreadable: 0, reached: 0, refused: 0 };
  for (let seed = 0; seed < 60; seed += 1) {
    const place = generatedHome(seed, materials);
    t.deepEqual(generatedHome(seed, materials), place);
    const { error, resolved } = await asked(t, go, place);
    if (error !== undefined) counts.unreadable += 1;
    for (const { error: refusal, transportError } of Object.values(resolved ?? {}))
      counts[(refusal ?? transportError) === undefined ? 'reached' : 'refused'] += 1;
  }
  t.true(
    Object.values(counts).every((count) => count >= 10),
    JSON.stringify(counts),
  );
});

test('the smallest home that shows something has nothing else in it', async (t) => {
  const place = generatedHome(2, await makeSpecimen());
  const shows = async ({ files }: KubeconfigHome) =>
    [...files.values()].some((each) => each.kind === 'text' && /^current-context:/m.test(each.text));
  t.true(await shows(place));
  const { files } = await smallestHome(place, shows);
  t.is(files.size, 1);
  t.regex(JSON.stringify([...files.values()]), /"text":"current-context:[^\\]*\\n"/);
});

test('generated homes are read as client-go reads them', async (t) => {
  t.timeout(1_200_000);
  t.is(await firstDifferentHome(0, 2_000), null);
});
