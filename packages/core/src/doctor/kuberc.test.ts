import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { ContextInventory } from '../contexts/local-contexts.js';
import { findingToJson } from './finding.js';
import { kubercFindings } from './kuberc.js';

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
test(policies, listOf('name: aws'), 'warning', 'Add under credentialPluginAllowlist: `- name: PROGRAM`');
test(policies, listOf('name: ackring'), 'ok', '');
test(policies, listOf('command: ackring'), 'ok', '');
test(policies, 'kind: [', 'failed', 'Correct');
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
