import type { ReadRefusal } from '@ackring/core/sessions';
import { type Phrase, say, type Words } from '../../messages/say.js';

export const sessions = {
  open: (cluster: string, isReadOnly: boolean, until: string) =>
    isReadOnly
      ? say('ackring: in {cluster}, read-only until {until}; its certificate is removed when this ends', {
          cluster,
          until,
        })
      : say('ackring: in {cluster} until {until}; its certificate is removed when this ends', {
          cluster,
          until,
        }),
  asking: (cluster: string) => say('asking for a certificate of {cluster}', { cluster }),
  stopped: (cluster: string) => say('stopped asking for a certificate of {cluster}', { cluster }),
  left: (cluster: string, status: number) =>
    status === 0
      ? say('left {cluster}: its certificate is gone', { cluster })
      : say('left {cluster}: its certificate is gone (last status: {status})', { cluster, status }),
  over: (cluster: string) => say('the certificate of {cluster} ended before the command did', { cluster }),
  refused: (count: number) => say('{count} {count|request was|requests were} not let through', { count }),
  times: (count: number) => say('{count} times', { count }),
  why: {
    writes: 'it is not known to read',
    secrets: 'Secrets are not shown without --with-secrets',
    subresource: 'it opens a connection into the cluster, or is not known to read',
    unknownPath: 'the path is not known to read',
    upgrade: 'it would become another connection',
    impersonation: 'it acts as somebody else',
    malformed: 'it can be read in more than one way',
  } satisfies Record<ReadRefusal, Phrase>,
  runTitle: (count: number) => say('Run for {count} {count|cluster|clusters}', { count }),
  runExample: 'such as kubectl get nodes',
  runHint: 'kubectl with a verb that reads runs at once; all else takes the number of clusters',
  confirmTitle: (command: string) => say('May change something: {command}', { command }),
  outputTitle: (command: string) => say('Output of {command}', { command }),
  logLeftOut: (count: number) =>
    say('({count} {count|line|lines} of its log left out: `ackring run --json` has all)', { count }),
  ended: (status: string) => say('ended with status {status}', { status }),
  cut: 'the rest is left out: run it on the command line for all of it',
  doneIn: (done: number, all: number) => say('done in {done} of {all} clusters', { done, all }),
  nothing: 'it wrote nothing',
} as const satisfies Words;

export const actions = {
  shell: 'shell',
  navigator: 'k9s',
  run: 'run for each',
} as const satisfies Words;

export const accepts = {
  run: 'run',
} as const satisfies Words;

export const scopes = {
  run: 'Before a run',
} as const satisfies Words;

export const reasons = {
  oneCluster: 'a shell is in one cluster',
  noCommand: 'there is no command yet',
} as const satisfies Words;
