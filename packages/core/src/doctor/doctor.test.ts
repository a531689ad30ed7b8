import { all, worldPlace } from '@ackring/testkit/world-place';
import test from 'ava';
import { createWorld } from '../world.js';
import { diagnose } from './doctor.js';

test('the cloud is asked with the credentials in use, or with those of each account, which its findings then name', async (t) => {
  const { open, home } = await worldPlace(t, createWorld, { scenario: { clusters: [{ name: 'prod' }] } });
  const world = { ...open(), settings: async () => ({}) };
  const profilesOf = async (
    accounts?: readonly { readonly profile: string; readonly world: typeof world }[],
  ) => {
    const findings = await all(
      diagnose(
        world,
        {
          ...{ environment: {}, home, stateFolder: home, now: new Date(), profile: null },
          terminal: { isTerminal: true, columns: 100, rows: 30 },
          ...(accounts === undefined ? {} : { accounts }),
          during: (_, work) => work,
        },
        new AbortController().signal,
      ),
    );
    const asked = findings.filter(({ check }) => check === 'credentials');
    return [...new Set(asked.map(({ profile }) => profile))];
  };
  t.deepEqual(await profilesOf(), [undefined]);
  t.deepEqual(await profilesOf([]), [undefined]);
  const both = ['a', 'b'].map((profile) => ({ profile, world }));
  t.deepEqual((await profilesOf(both)).toSorted(), ['a', 'b']);
});
