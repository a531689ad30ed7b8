import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { createExecPluginRunner } from '../machine/processes/exec-plugin.js';
import { AckringError } from '../words/errors.js';
import { readKubeconfig } from './read.js';
import { apiServerTarget, execPluginRefusal } from './target.js';

// Which entries kubectl refuses before it runs anything, when it runs a plug-in at all, what it tells it and which
// answers it takes: compared with the installed kubectl.

const v1 = 'apiVersion: client.authentication.k8s.io/v1';
const beta = 'apiVersion: client.authentication.k8s.io/v1beta1';

const kubeconfigWith = (exec: string) => `apiVersion: v1
kind: Config
current-context: x
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users: [{name: u, user: {exec: {${exec}}}}]
`;

/** Whether kubectl refused the entry; an accepted one fails later, since there is no server. */
async function kubectlRefuses(t: ExecutionContext, text: string): Promise<boolean> {
  const said = await kubectlSays(t, text);
  return /must be specified for|invalid interactiveMode|invalid apiVersion|not a terminal/.test(said);
}

async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-plugin-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function kubectlSays(t: ExecutionContext, text: string): Promise<string> {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'config');
  await writeFile(file, text, { mode: 0o600 });
  const env = { PATH: process.env['PATH'], HOME: folder };
  const said = await new Promise<string>((resolve) => {
    const child = execFile(
      'kubectl',
      ['--kubeconfig', file, 'get', '--raw', '/version'],
      { env },
      (_, __, stderr) => resolve(stderr),
    );
    child.stdin?.end();
  });
  t.not(said, '');
  return said;
}

/** kubectl before 1.22 knows neither v1 nor the mode. */
const isOld = async (t: ExecutionContext) =>
  kubectlRefuses(t, kubeconfigWith(`${v1}, interactiveMode: Never, command: "true"`));

const entries: readonly (readonly [string, isRefused: boolean])[] = [
  [`${v1}, interactiveMode: Never, command: "true"`, false],
  [`${v1}, interactiveMode: IfAvailable, command: "true"`, false],
  [`${v1}, interactiveMode: Always, command: "true"`, true],
  [`${v1}, interactiveMode: never, command: "true"`, true],
  [`${v1}, interactiveMode: "", command: "true"`, true],
  [`${v1}, command: "true"`, true],
  [`${beta}, command: "true"`, false],
  [`${beta}, interactiveMode: "", command: "true"`, false],
  [`${beta}, interactiveMode: Never, command: "true"`, false],
  [`${beta}, interactiveMode: Perhaps, command: "true"`, true],
  [`apiVersion: client.authentication.k8s.io/v1alpha1, interactiveMode: Never, command: "true"`, true],
  [`apiVersion: example.com/v1, interactiveMode: Never, command: "true"`, true],
  [`interactiveMode: Never, command: "true"`, true],
  [`${v1}, interactiveMode: Never, command: "true", env: [{value: x}]`, true],
  [`${v1}, interactiveMode: Never, command: "true", env: [{name: X}]`, false],
];

for (const [entry, isRefused] of entries) {
  test(`a plug-in's entry of ${entry} is ${isRefused ? 'refused' : 'taken'}, as by kubectl`, async (t) => {
    const text = kubeconfigWith(entry);
    t.is(isRefusedHere(text), isRefused);
    if (!(await isOld(t))) t.is(await kubectlRefuses(t, text), isRefused);
  });
}

function isRefusedHere(text: string): boolean {
  try {
    const { exec } = apiServerTarget(readKubeconfig(text, { file: 'config' }), 'x');
    return !exec || execPluginRefusal(exec) !== null;
  } catch (thrown) {
    if (thrown instanceof AckringError && thrown.code === 'ContextRefused') return true;
    throw thrown;
  }
}

/** A plug-in in a folder of its own, with an entry for it. */
async function plugIn(t: ExecutionContext, script: string, more = '') {
  const folder = await temporaryFolder(t);
  const command = join(folder, 'tool');
  await writeFile(command, `#!/bin/sh\ncd '${folder}'\n${script}\n`, { mode: 0o755 });
  return { folder, exec: `${beta}, interactiveMode: Never, command: ${command}${more}` };
}

const ourRun = (text: string) => {
  const target = apiServerTarget(readKubeconfig(text, { file: 'config' }), 'x');
  const environment = { PATH: process.env['PATH'] };
  return target.exec ? createExecPluginRunner({ environment }).run(target.exec, target) : null;
};

const group = 'client.authentication.k8s.io/v1beta1';
const credential = (status: unknown, head: object = { apiVersion: group, kind: 'ExecCredential' }) =>
  JSON.stringify({ ...head, status });

const answers: readonly (readonly [what: string, script: string, isTaken: boolean])[] = [
  ['a token', `echo '${credential({ token: 't' })}'`, true],
  ['nothing', 'true', false],
  ['no status', `echo '${credential(undefined)}'`, false],
  ['an empty status', `echo '${credential({})}'`, false],
  ['an empty token', `echo '${credential({ token: '' })}'`, false],
  ['a token and empty key material', `echo '${credential({ token: 't', clientKeyData: '' })}'`, true],
  ['a certificate without its key', `echo '${credential({ clientCertificateData: 'x' })}'`, false],
  ['a key without its certificate', `echo '${credential({ token: 't', clientKeyData: 'x' })}'`, false],
  [
    'another version',
    `echo '${credential({ token: 't' }, { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' })}'`,
    false,
  ],
  ['a failure', `echo '${credential({ token: 't' })}'; exit 1`, false],
  ['noise before it', `echo hello; echo '${credential({ token: 't' })}'`, false],
  ['it after two seconds', `sleep 2; echo '${credential({ token: 't' })}'`, true],
];

for (const [what, script, isTaken] of answers) {
  test(`a plug-in that gives ${what} is ${isTaken ? 'taken' : 'refused'}, as by kubectl`, async (t) => {
    const { exec } = await plugIn(t, script);
    const text = kubeconfigWith(exec);
    t.is((await ourRun(text))?.kind === 'credential', isTaken);
    t.is(!/getting credentials/.test(await kubectlSays(t, text)), isTaken);
  });
}

const clusters: readonly (readonly [what: string, cluster: string])[] = [
  ['no more than its server', ''],
  ['a name for TLS, a proxy and no check', 'tls-server-name: a.example, insecure-skip-tls-verify: true'],
  [
    'settings for the plug-in',
    `extensions: [{name: other, extension: {a: 1}}, {name: client.authentication.k8s.io/exec, extension:
      {audience: 06ef, whole: 12345678901234567890, octal: 010, hex: 0x1F, half: 1.50, flag: yes, none: ~, "7": [no, "no", 2026-11-29, {}]}}]`,
  ],
  ['settings that are a text', 'extensions: [{name: client.authentication.k8s.io/exec, extension: prod}]'],
];

for (const [what, cluster] of clusters) {
  test(`a plug-in learns of a cluster with ${what} what kubectl tells it`, async (t) => {
    const said = `printf %s "$KUBERNETES_EXEC_INFO" > told; echo '${credential({ token: 't' })}'`;
    const { folder, exec } = await plugIn(t, said, ', provideClusterInfo: true');
    const text = kubeconfigWith(exec).replace('"https://127.0.0.1:1"', `$&, ${cluster}`);
    const told = () => readFile(join(folder, 'told'), 'utf8');
    t.is((await ourRun(text))?.kind, 'credential');
    const ours = await told();
    await rm(join(folder, 'told'));
    await kubectlSays(t, text);
    const digits = (info: string) => /"whole":(\d+)/.exec(info)?.[1];
    t.deepEqual(JSON.parse(ours), JSON.parse(await told()));
    t.is(digits(ours), digits(await told()));
  });
}

const besides: readonly (readonly [beside: string, isRun: boolean])[] = [
  ['', true],
  [', token: t', false],
  [', username: u, password: p', false],
  [', client-certificate-data: CERT, client-key-data: KEY', false],
  [', as: someone', true],
];

for (const [beside, isRun] of besides) {
  test(`a plug-in beside "${beside}" is ${isRun ? '' : 'not '}run, as by kubectl`, async (t) => {
    const { folder, exec } = await plugIn(t, `: > ran; echo '${credential({ token: 't' })}'`);
    const { yaml } = await makeSpecimen();
    const issued = (name: string) => new RegExp(`client-${name}-data: (\\S+)`).exec(yaml)?.[1] ?? '';
    const user = beside.replace('CERT', issued('certificate')).replace('KEY', issued('key'));
    const text = kubeconfigWith(exec).replace('}}}]', `}${user}}}]`);
    t.is((await ourRun(text)) !== null, isRun);
    await rm(join(folder, 'ran'), { force: true });
    await kubectlSays(t, text);
    t.is((await readFile(join(folder, 'ran')).catch(() => null)) !== null, isRun);
  });
}
