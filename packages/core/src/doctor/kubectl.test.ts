import { spawnSync } from 'node:child_process';
import test from 'ava';
import { type Finding, findingToJson } from './finding.js';
import { kubectlFindings } from './kubectl.js';

const linux = { platform: 'linux', arch: 'x64' } as const;

const found = (...asked: Parameters<typeof kubectlFindings>) => kubectlFindings(...asked).map(findingToJson);

const kubectl = test.macro<[string | null, string, Finding['level']]>({
  exec(t, version, cluster, level) {
    const [finding] = found(version, [{ name: 'prod', version: cluster }], linux);
    t.is(finding?.level, level);
  },
  title: (_, version, cluster, level) => `kubectl ${version} beside ${cluster} is ${level}`,
});

test(kubectl, '1.34.1', '1.33.3-aliyun.1', 'ok');
test(kubectl, '1.34.1', '1.35.0-aliyun.1', 'ok');
test(kubectl, '1.34.1', '1.32.7-aliyun.1', 'warning');
test(kubectl, '1.34.1', '1.36.0-aliyun.1', 'warning');
test(kubectl, null, '1.34.1-aliyun.1', 'warning');

test('a kubectl that does not answer is not called missing', (t) => {
  t.deepEqual(found({ silent: '/opt/my tools/kubectl' }, [], linux), [
    {
      check: 'kubectl',
      level: 'warning',
      detail: '/opt/my tools/kubectl does not tell its version',
      remedy: 'kubectl version --client',
    },
  ]);
});

const remedies = test.macro<[string | null, readonly string[], readonly RegExp[]]>({
  exec(t, version, clusters, patterns) {
    const named = clusters.map((each) => ({ name: `c-${each}`, version: `${each}.3-aliyun.1` }));
    const told = found(version, named, linux).map(({ remedy }) => remedy ?? '');
    t.is(told.length, patterns.length, told.join('\n'));
    for (const [index, pattern] of patterns.entries()) t.regex(told[index] ?? '', pattern);
  },
  title: (_, version, clusters) =>
    `${version === null ? 'no kubectl' : `kubectl ${version}`} beside ${clusters.join(', ') || 'no cluster'}`,
});

const installed = (minor: number, name: string) =>
  new RegExp(
    `^curl -fLo ${name} "https://dl\\.k8s\\.io/release/\\$\\(curl -fsSL https://dl\\.k8s\\.io/release/stable-1\\.${minor}\\.txt\\)/bin/linux/amd64/kubectl" && chmod \\+x ${name} && sudo mv ${name} /usr/local/bin/$`,
  );

test(remedies, null, [], [/stable\.txt/]);
test(remedies, null, ['1.34'], [installed(34, 'kubectl')]);
test(remedies, null, ['1.34', '1.33', '1.32'], [installed(33, 'kubectl')]);
test(remedies, '1.36.0', ['1.34', '1.33'], [installed(34, 'kubectl')]);
test(
  remedies,
  '1.34.1',
  ['1.34', '1.28', '1.22'],
  [installed(28, 'kubectl-1.28'), installed(22, 'kubectl-1.22')],
);
test(remedies, '1.34.1', ['1.34', '1.30', '1.29', '1.28'], [installed(29, 'kubectl-1.29')]);

test('the command to install kubectl fits the machine', (t) => {
  const remedyOn = (platform: NodeJS.Platform, arch: string) =>
    found(null, [], { platform, arch })[0]?.remedy ?? '';
  t.regex(remedyOn('darwin', 'arm64'), /\/bin\/darwin\/arm64\/kubectl"/);
  t.regex(remedyOn('win32', 'x64'), /^curl\.exe -fLo kubectl\.exe ".*\/bin\/windows\/amd64\/kubectl\.exe"$/);
});

test('a shell accepts the command to install kubectl, and runs it as written', (t) => {
  const [finding] = found(null, [{ name: 'prod', version: '1.34.1' }], linux);
  const script = `curl() { case $1 in -fsSL) echo v1.34.9;; *) echo "get $3 as $2" >&3;; esac; }
chmod() { :; }
sudo() { echo "$@" >&3; }
${finding?.remedy}`;
  const { stdout, status } = spawnSync('sh', ['-c', `{ ${script}\n} 3>&1`], { encoding: 'utf8' });
  t.is(status, 0);
  t.is(
    stdout,
    'get https://dl.k8s.io/release/v1.34.9/bin/linux/amd64/kubectl as kubectl\nmv kubectl /usr/local/bin/\n',
  );
});
