import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import test from 'ava';

const root = new URL('../../../', import.meta.url);
const { datedManPage } = (await import(new URL('scripts/reference/man-page.mjs', root).href)) as {
  datedManPage(page: string, release: { version: string; date: string | null }): string;
};

test('the manual page of a release has no fault that mandoc finds', async (t) => {
  const page = await readFile(new URL('docs/reference/ackring.1', root), 'utf8');
  const lint = (input: string) =>
    spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input, encoding: 'utf8' }).stdout;
  t.is(lint(datedManPage(page, { version: '1.2.3', date: '2026-11-27T14:00:00Z' })), '');
  t.regex(lint(page), /missing date/, 'it does look');
});
