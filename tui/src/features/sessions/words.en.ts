import type { ReadRefusal } from '@ackring/core/sessions';

export const sessions = {
  open: (cluster: string, isReadOnly: boolean, until: string) =>
    `ackring: in ${cluster}${isReadOnly ? ', read-only' : ''} until ${until}; its certificate is removed when this ends`,
  asking: (cluster: string) => `asking for a certificate of ${cluster}`,
  left: (cluster: string) => `left ${cluster}: its certificate is gone`,
  status: (cluster: string, status: number) =>
    `left ${cluster}: the command ended with status ${status}, and its certificate is gone`,
  over: (cluster: string) => `the certificate of ${cluster} ended before the command did`,
  missing: 'there is no such command',
  notExecutable: 'the command cannot be run',
  chooseCommand: 'Install k9s, or name another command in ACKRING_SHELL.',
  refused: (count: number) =>
    count === 1 ? '1 request was not let through' : `${count} requests were not let through`,
  times: (count: number) => `${count} times`,
  why: {
    writes: 'it is not known to read',
    secrets: 'Secrets are not shown without --with-secrets',
    subresource: 'it opens a connection into the cluster, or is not known to read',
    unknownPath: 'the path is not known to read',
    upgrade: 'it would become another connection',
    impersonation: 'it acts as somebody else',
    malformed: 'it can be read in more than one way',
  } satisfies Record<ReadRefusal, string> as Record<ReadRefusal, string>,
  runTitle: (count: number) => (count === 1 ? 'Run for 1 cluster' : `Run for ${count} clusters`),
  runHint: 'kubectl with a verb that reads runs at once; all else takes the number of clusters',
  confirmTitle: (command: string) => `May change something: ${command}`,
  outputTitle: (command: string) => `Output of ${command}`,
  ended: (status: string) => `ended with status ${status}`,
  cut: 'the rest is left out: run it on the command line for all of it',
  doneIn: (done: number, all: number) => `done in ${done} of ${all} clusters`,
  nothing: 'it wrote nothing',
};

export const actions = {
  shell: 'shell',
  navigator: 'k9s',
  run: 'run for each',
};

export const accepts = {
  run: 'run',
};

export const scopes = {
  run: 'Before a run',
};

export const reasons = {
  oneCluster: 'a shell is in one cluster',
  noCommand: 'there is no command yet',
};
