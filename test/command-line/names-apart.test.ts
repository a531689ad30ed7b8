import test from 'ava';
import { accountsOf, holdNameApart, mei, profiles, rows } from './names-apart.js';

// The other commands in names-apart.long.test.ts.

/** One that reads, one that changes a cluster, one that changes whom it lets in, and one of the account root. */
for (const command of ['get', 'revoke', 'access grant', 'life'] as const)
  test(`${command} finds a name in the account that has it, and acts there alone`, (t) =>
    holdNameApart(t, rows[command]));

test('where several accounts were looked through, a change of a cluster is confirmed with its account', async (t) => {
  const { clouds, run } = await accountsOf(t, 2);
  const chosen = ['--profile', profiles.join(',')];
  for (const words of [
    ['revoke', 'own1'],
    ['san', 'own1', '--name', 'api.example.com'],
  ]) {
    const refused = await run([...words, '--confirm', 'own1', ...chosen]);
    t.is(refused.code, 6, refused.stderr);
    t.regex(refused.stderr, /--confirm p1\/ap-northeast-1\/own1/);
  }
  for (const { requests } of clouds)
    for (const operation of ['RevokeK8sClusterKubeConfig', 'ModifyCluster'])
      t.is(requests.count(operation), 0);
  t.regex((await run(['revoke', 'own1', ...chosen])).stdout, /p1\/ap-northeast-1\/own1/);
  const mixed = await run(['clean', '--cluster', 'own0', '--cluster', 'own1', ...mei, ...chosen]);
  t.is(mixed.code, 2, mixed.stderr);
  const planned = await run(['clean', '--cluster', 'own1', '--user', 'mei', ...chosen]);
  t.regex(planned.stderr, /of the account of p1/);
});
