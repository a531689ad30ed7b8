import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

test('the demo shows no key, keeps none, and touches nothing of the real credentials', async (t) => {
  const emulator = await startEmulator({ scenario: 'single' });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  for (const args of [['demo'], ['demo', 'get', 'prod-tokyo-api', '--json'], ['demo', 'rotate', 'plan']]) {
    // One of its regions is forbidden: done in part is expected.
    const { code, stderr } = await program.run(args, { environment: cloud.session });
    t.true(code === 0 || code === 7, stderr);
  }
  const marks = cloud.marks();
  marks.addEveryKey();
  showsNoSecret(t, marks, await program.told());
  keptOnlyIn(t, marks, { files: await keptFiles(program.home), places: [] });
  t.is(emulator.requests.all().length, 0);
});
