import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { GitFailure, gitOutput } from './git.js';

for (const place of ['.git/config', '.git/packed-refs']) {
  test(`a repository keeps git waiting no longer than a while: a pipe in ${place}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ackring-git-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const environment = { PATH: process.env['PATH'], HOME: folder };
    execFileSync('git', ['init', '--quiet', folder], { env: environment });
    const pipe = place === '.git/config' ? join(folder, 'pipe') : join(folder, place);
    execFileSync('mkfifo', [pipe]);
    if (place === '.git/config') await appendFile(join(folder, place), `[include]\n\tpath = ${pipe}\n`);
    const asked = gitOutput({ folder, environment, stuckMs: 200 }, ['rev-list', '--objects', '--all']);
    const error = await t.throwsAsync(asked, { instanceOf: GitFailure });
    t.regex(error?.message ?? '', /git said nothing for 0\.2 s/);
  });
}
