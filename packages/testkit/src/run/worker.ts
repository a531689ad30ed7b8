// Loaded by AVA into each of its workers, before the test file.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { leasePorts } from './own-ports.js';
import { currentRun, inTest, type TestRun } from './test-run.js';

const run = currentRun();
if (run !== null) {
  run.file = fileURLToPath(test.meta.file);
  liveIn(run);
  await Promise.all([leasePorts(), nameTests()]);
}

/** What programs keep beside HOME would be the user's as well. */
function liveIn(run: TestRun): void {
  run.home = mkdtempSync(join(run.folder, 'homes', 'home-'));
  process.env['HOME'] = run.home;
  for (const name of Object.keys(process.env)) {
    if (/^XDG_.*_(?:HOME|DIR)$/.test(name) || name === 'KUBECONFIG') delete process.env[name];
  }
}

interface AvaTest {
  readonly title: string;
  callFn(): unknown;
}

/** AVA offers no hook that covers what a test does. */
async function nameTests(): Promise<void> {
  const internal = new URL('../lib/test.js', import.meta.resolve('ava'));
  const { default: Test } = (await import(internal.href)) as { default: { prototype: AvaTest } };
  const { callFn } = Test.prototype;
  Test.prototype.callFn = function callNamed() {
    return inTest(this.title, () => callFn.call(this));
  };
}
