import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { ContextInventory } from '../contexts/local-contexts.js';
import { type Finding, findingToJson } from './finding.js';
import { kubectlFinding, kubercFindings } from './kubectl.js';

const linux = { platform: 'linux', arch: 'x64' } as const;

type Asked = Parameters<typeof kubectlFinding>;

const found = (
  version: Asked[0],
  clusters: readonly (Omit<Asked[1][number], 'state'> & { readonly state?: string })[],
  machine: Asked[2],
) =>
  findingToJson(
    kubectlFinding(
      version,
      clusters.map((each) => ({ state: 'running', ...each })),
      machine,
    ),
  );

const kubectl = test.macro<[string | null, string, Finding['level']]>({
  exec(t, version, cluster, level) {
    const finding = found(version, [{ name: 'prod', version: cluster }], linux);
    t.is(finding.level, level);
  },
  title: (_, version, cluster, level) => `kubectl ${version} beside ${cluster} is ${level}`,
});

test(kubectl, '1.34.1', '1.33.3-aliyun.1', 'ok');
test(kubectl, '1.34.1', '1.35.0-aliyun.1', 'ok');
test(kubectl, '1.34.1', '1.32.7-aliyun.1', 'warning');
test(kubectl, '1.34.1', '1.36.0-aliyun.1', 'warning');
test(kubectl, null, '1.34.1-aliyun.1', 'warning');
test(kubectl, 'v2-odd', '1.34.1-aliyun.1', 'ok');
test(kubectl, '1.34.1', 'odd', 'ok');

test('without a cluster kubectl fits none', (t) => {
  t.regex(found('1.34.1', [], linux).detail, /there is no cluster to compare it with$/);
});

for (const [count, told] of [
  [1, 'a1 (1.30)'],
  [3, 'a1 (1.30), a2 (1.30), a3 (1.30)'],
  [4, 'a1 (1.30), a2 (1.30), a3 (1.30) and 1 more'],
  [6, 'a1 (1.30), a2 (1.30), a3 (1.30) and 3 more'],
] as const)
  test(`of ${count} clusters that it does not fit, it is told: ${told}`, (t) => {
    const clusters = Array.from({ length: count }, (_, index) => ({
      name: `a${index + 1}`,
      version: '1.30',
    }));
    const finding = found('1.34.1', [{ name: 'fits', version: '1.34' }, ...clusters], linux);
    t.true(finding.detail.endsWith(`away from ${told}`), finding.detail);
  });

test('a kubectl that does not answer is not called missing', (t) => {
  t.deepEqual(found({ silent: '/opt/my tools/kubectl' }, [], linux), {
    check: 'kubectl',
    level: 'warning',
    detail: '/opt/my tools/kubectl does not tell its version',
    remedy: 'kubectl version --client',
  });
});

test('clusters in which no API server answers are compared with no kubectl', (t) => {
  const clusters = ['deleting', 'disconnected', 'unavailable'].map((state) => ({
    ...{ name: state, version: '1.26.3', state },
  }));
  const serving = { name: 'serving', version: '1.34.1' };
  t.is(found('1.34.1', [serving, ...clusters], linux).detail, 'kubectl 1.34.1 fits every cluster');
  t.regex(found('1.34.1', clusters, linux).detail, /there is no cluster to compare it with$/);
});

const remedies = test.macro<[string | null, readonly string[], RegExp]>({
  exec(t, version, clusters, pattern) {
    const named = clusters.map((each) => ({ name: `c-${each}`, version: `${each}.3-aliyun.1` }));
    t.regex(found(version, named, linux).remedy ?? '', pattern);
  },
  title: (_, version, clusters) =>
    `${version === null ? 'no kubectl' : `kubectl ${version}`} beside ${clusters.join(', ') || 'no cluster'}`,
});

const installed = (minor: number, name: string) =>
  new RegExp(
    `^curl -fLo ${name} "https://dl\\.k8s\\.io/release/\\$\\(curl -fsSL https://dl\\.k8s\\.io/release/stable-1\\.${minor}\\.txt\\)/bin/linux/amd64/kubectl" && echo .*/kubectl\\.sha256"\\)  ${name}" \\| sha256sum -c && chmod \\+x ${name} && sudo mv ${name} /usr/local/bin/$`,
  );

test(remedies, null, [], /stable\.txt/);
test(remedies, null, ['1.34'], installed(34, 'kubectl'));
test(remedies, null, ['1.34', '1.33', '1.32'], installed(33, 'kubectl'));
test(remedies, null, ['1.34', '1.32'], installed(33, 'kubectl'));
test(remedies, null, ['1.28', '1.34'], installed(34, 'kubectl'));
test(remedies, '1.36.0', ['1.34', '1.33'], installed(34, 'kubectl'));
test(remedies, '1.34.1', ['1.34', '1.28', '1.22'], /^for v in 1\.28 1\.22; do curl .*; done$/);
test(remedies, '1.34.1', ['1.34', '1.30', '1.29', '1.28'], installed(29, 'kubectl-1.29'));

test('versions are told without the end that not every answer has', (t) => {
  const clusters = ['1.28.9-aliyun.1', '1.28.9'].map((version, at) => ({ name: `c-${at}`, version }));
  t.regex(found('1.36.0', clusters, linux).detail, / c-0 \(1\.28\.9\), c-1 \(1\.28\.9\)$/);
});

test('the command to install kubectl fits the machine', (t) => {
  const remedyOn = (platform: NodeJS.Platform, arch: string) =>
    found(null, [], { platform, arch }).remedy ?? '';
  t.regex(remedyOn('darwin', 'arm64'), /\/bin\/darwin\/arm64\/kubectl" .* \| shasum -a 256 -c &&/);
  t.regex(remedyOn('win32', 'x64'), /^curl\.exe -fLo kubectl\.exe ".*\/bin\/windows\/amd64\/kubectl\.exe"$/);
});

test('a shell accepts the command to install kubectl, and runs it as written', (t) => {
  const ran = ({ remedy }: ReturnType<typeof found>, isRight = true): string => {
    const script = `curl() { case $1 in -fsSL) echo "v$2";; *) echo "get $3 as $2" >&3;; esac; }
chmod() { :; }
sha256sum() { read -r sum && echo "sum $sum" >&3 && ${isRight}; }
sudo() { echo "$@" >&3; }
${remedy}`;
    const { stdout, status } = spawnSync('sh', ['-c', `{ ${script}\n} 3>&1`], { encoding: 'utf8' });
    t.is(status, isRight ? 0 : 1);
    return stdout.replaceAll(/vhttps:\/\/dl\.k8s\.io\/release\/stable-(1\.\d+)\.txt/g, 'v$1.9');
  };
  const summed = (version: string, name: string): string =>
    `sum vhttps://dl.k8s.io/release/v${version}.9/bin/linux/amd64/kubectl.sha256  ${name}\n`;
  const got = (version: string, name: string): string =>
    `get https://dl.k8s.io/release/v${version}.9/bin/linux/amd64/kubectl as ${name}\n${summed(version, name)}mv ${name} /usr/local/bin/\n`;
  const [prod, old, older] = ['1.34.1', '1.28.9', '1.22.3'].map((version) => ({ name: version, version }));
  if (prod === undefined || old === undefined || older === undefined) return t.fail();
  t.is(ran(found(null, [prod], linux)), got('1.34', 'kubectl'));
  t.notRegex(ran(found(null, [prod], linux), false), /^mv/m);
  t.is(
    ran(found('1.34.1', [prod, old, older], linux)),
    got('1.28', 'kubectl-1.28') + got('1.22', 'kubectl-1.22'),
  );
});

async function machine(t: ExecutionContext, kuberc: string | null) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-kuberc-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, '.kube'));
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin', 'ackring'), '');
  await chmod(join(home, 'bin', 'ackring'), 0o755);
  if (kuberc !== null) await writeFile(join(home, '.kube', 'kuberc'), kuberc);
  const program = join(home, 'bin', 'ackring');
  const look = (commands: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const entries = commands.map((command) => ({ credential: { kind: 'exec', command, issues: 'token' } }));
    const place = { environment: { PATH: join(home, 'bin'), ...environment }, home };
    return kubercFindings({ entries } as unknown as ContextInventory, place).map(findingToJson);
  };
  return { home, program, look };
}

const preferences = (policy: string, list = '') =>
  `apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n${policy}\n${list}`;
const listOf = (line: string) =>
  preferences('credentialPluginPolicy: Allowlist', `credentialPluginAllowlist:\n- ${line}\n`);

test('there is no finding without preferences, without plug-ins, or if they are switched off', async (t) => {
  const { look } = await machine(t, null);
  t.deepEqual(look(['ackring']), []);
  const strict = await machine(t, preferences('credentialPluginPolicy: DenyAll'));
  t.deepEqual(strict.look([]), []);
  t.deepEqual(strict.look(['ackring'], { KUBERC: 'off' }), []);
});

const policies = test.macro<[string, 'ok' | 'warning' | 'failed', string]>({
  async exec(t, kuberc, level, line) {
    const { program, look } = await machine(t, kuberc);
    const [finding] = look([program]);
    t.is(finding?.level, level, finding?.detail);
    t.true(
      (finding?.remedy ?? '').includes(line.replace('PROGRAM', JSON.stringify(program))),
      finding?.remedy ?? '',
    );
  },
  title: (_, kuberc, level) => `${level}: ${kuberc.split('\n').slice(2).join(' ').trim() || 'no policy'}`,
});

test(policies, preferences(''), 'ok', '');
test(policies, preferences('credentialPluginPolicy: AllowAll'), 'ok', '');
test(policies, preferences('credentialPluginPolicy: DenyAll'), 'warning', 'Allowlist` and add');
test(policies, preferences('credentialPluginPolicy: Allowlist'), 'warning', '- name: PROGRAM');
test(policies, listOf('name: aws'), 'warning', 'Add under credentialPluginAllowlist: `- name: PROGRAM`');
test(policies, listOf('name: ackring'), 'ok', '');
test(policies, listOf('command: ackring'), 'ok', '');
test(policies, 'kind: [', 'failed', 'Correct');
test(
  policies,
  preferences('credentialPluginPolicy: AllowAll\ncredentialPluginPolicy: DenyAll'),
  'failed',
  'Correct',
);
test(
  policies,
  `apiVersion: kubectl.config.k8s.io/v1alpha1\nkind: Preference\n---\n${listOf('name: aws')}`,
  'warning',
  'PROGRAM',
);

test('the file named by KUBERC counts', async (t) => {
  const { home, look } = await machine(t, preferences('credentialPluginPolicy: AllowAll'));
  const other = join(home, 'other');
  await writeFile(other, preferences('credentialPluginPolicy: DenyAll'));
  t.is(look(['ackring'], { KUBERC: other })[0]?.level, 'warning');
});

test('a program is allowed as it is written, and by whichever name leads to it', async (t) => {
  const nowhere = await machine(t, listOf('name: nowhere'));
  t.is(nowhere.look(['nowhere'])[0]?.level, 'ok');
  t.is(nowhere.look(['ackring'])[0]?.level, 'warning');
  const { home, program, look } = await machine(t, null);
  await writeFile(join(home, '.kube', 'kuberc'), listOf(`name: ${program}`));
  t.is(look(['ackring'])[0]?.level, 'ok');
});
