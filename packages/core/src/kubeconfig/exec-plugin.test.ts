import test from 'ava';
import { readKubeconfig } from './read.js';
import { apiServerTarget } from './target.js';

const kubeconfigWith = (command: string) => `
clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users:
- name: u
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: ${command}
      args: [token, -i, "12"]
      env: [{name: PROFILE, value: work}, {name: LOST}]
      provideClusterInfo: true
      installHint: Install it.
`;

function pluginOf(command: string) {
  return apiServerTarget(readKubeconfig(kubeconfigWith(command), { file: '/home/u/.kube/config' }), 'x').exec;
}

test('a user’s exec plug-in is read completely', (t) => {
  t.deepEqual(pluginOf('tool'), {
    command: 'tool',
    args: ['token', '-i', '12'],
    env: { PROFILE: 'work', LOST: '' },
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    interactiveMode: null,
    provideClusterInfo: true,
    clusterConfig: null,
    installHint: 'Install it.',
  });
});

test('a relative path starts at the kubeconfig’s folder', (t) => {
  t.is(pluginOf('./bin/tool')?.command, '/home/u/.kube/bin/tool');
  t.is(pluginOf('/usr/bin/tool')?.command, '/usr/bin/tool');
});
