import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readKubeconfig } from './read.js';
import { apiServerTarget, execPluginRefusal } from './target.js';

// Which entries kubectl refuses before it runs anything, compared with the installed kubectl.

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
  const folder = await mkdtemp(join(tmpdir(), 'ackring-plugin-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
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
  return /must be specified for|invalid interactiveMode|invalid apiVersion|not a terminal/.test(said);
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
    const plugin = apiServerTarget(readKubeconfig(text, { file: 'config' }), 'x').exec;
    t.truthy(plugin);
    t.is(plugin ? execPluginRefusal(plugin) !== null : null, isRefused);
    if (!(await isOld(t))) t.is(await kubectlRefuses(t, text), isRefused);
  });
}
