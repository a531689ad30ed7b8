import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

/** What tells of the journal. */
const lines = [
  'history',
  'history --check',
  'undo --dry-run',
  'removed',
  'access --at 2026-12-01',
  'clean --user mei',
];

for (const line of lines)
  test(`${line}: a journal that cannot be read is told, and not taken for an empty one`, async (t) => {
    await using emulator = await startEmulator({
      scenario: { clusters: [{ name: 'prod' }], identities: [{ name: 'mei' }] },
    });
    const ackring = await createAckring(t, emulator);
    t.is((await ackring.runHere(['get', 'prod', '--no-verify'])).code, 0);
    const journal = join(ackring.home, '.local', 'state', 'ackring', 'journal.jsonl');
    await rm(journal);
    await mkdir(journal);
    const { stderr } = await ackring.runHere(line.split(' '));
    t.regex(stderr, /journal\.jsonl cannot be read/);
  });
