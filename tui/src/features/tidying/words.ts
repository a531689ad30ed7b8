import type { PlanNote } from '@ackring/core/contexts';
import type { Sentence } from '@ackring/core/words';
import { type Phrase, say, type Words } from '../../messages/say.js';

/** What a dialog asks about contexts. */
export type TidyKind = 'rename' | 'remove' | 'prune';

export const tidying = {
  titles: {
    rename: 'Rename a context',
    remove: 'Remove contexts',
    prune: 'Prune contexts',
  } satisfies Record<TidyKind, Phrase>,
  removing: (count: number) => say('Remove {count} contexts', { count }),
  namesakes: (clusters: number, users: number) =>
    say(
      'with {clusters} {clusters|cluster|clusters} and {users} {users|user|users} of the same {names|name|names}',
      {
        ...{ clusters, users, names: Math.max(clusters, users) },
      },
    ),
  newName: (context: string) => say('{context} becomes', { context }),
  namespaceOf: (context: string, note: string) =>
    say('The namespace that {context} works in. {note}', { context, note }),
  used: (context: string) => say('{context} is the current context', { context }),
  works: (context: string, namespace: string) =>
    say('{context} is set to namespace {namespace}', { context, namespace }),
  worksUnlisted: (context: string, namespace: string) =>
    say('{context} is set to namespace {namespace}, which its API server does not list', {
      context,
      namespace,
    }),
  namespaces: {
    asking: 'Asking its API server for the list; these are known here.',
    listed: (count: number) => say('Its API server lists {count}.', { count }),
    cut: (count: number) => say('Its API server lists more than these {count}: type others.', { count }),
    unlisted: (why: string) =>
      say('Not listed: {why}. These are known from your files and from roles.', { why }),
    notAsked: 'only a certificate is shown to it from here',
  },
  done: (kind: TidyKind, count: number) =>
    ({
      rename: say('the context is renamed'),
      remove: say('{count} {count|context is|contexts are} removed', { count }),
      prune: say('pruned'),
    })[kind],
  many: (count: number) => say('{count} contexts are removed from your files.', { count }),
  switchTo: 'make a context the current one',
  nothing: 'there is nothing to change',
  changed: 'nothing was done: a file was changed meanwhile · this would be done now',
  looking: 'looking at certificates, entries and clusters',
  underWay: 'writing…',
  severalCalled: (name: string) => say('several contexts can be meant by "{name}"', { name }),
  undoable: 'z takes it back',
  notes: {
    stillCurrent: ({ context }) =>
      say('current-context still names {context}: kubectl refuses until another is used', { context }),
    uncovered: ({ context, file }) =>
      say('another {context}, in {file}, takes effect from then on', { context, file }),
    fileMissing: ({ file }) =>
      say('what nothing uses is left: {file} is not there, and may need it', { file }),
    otherIdentity: ({ context }) =>
      say('{context} is kept: nothing shows that its account is the one that asks', { context }),
    unanswered: ({ context, why }) =>
      context === ''
        ? say('clusters: not known to be gone: {why}', { why })
        : say('{context}: not known to be gone: {why}', { context, why }),
    dangling: ({ context }) => say('{context} leads to no cluster or user, and is left out', { context }),
    shadowed: ({ context, name }) => say('`ackring use {name}` meant {context} until now', { context, name }),
    alreadyThere: ({ context }) => say('{context} is there already', { context }),
  } as Record<NoteWord, (facts: NoteFacts) => Sentence>,
} as const satisfies Words;

/** Names in it are safe to print. */
export interface NoteFacts {
  readonly context: string;
  readonly file: string;
  readonly why: string;
  readonly name: string;
}

export type NoteWord = Exclude<PlanNote['kind'], 'notAsked'> | 'otherIdentity' | 'unanswered';

export const actions = {
  use: 'use',
  namespace: 'namespace',
  rename: 'rename',
  removeContexts: 'remove',
  prune: 'prune',
} as const satisfies Words;

export const accepts = {
  naming: 'rename',
  tidy: 'choose',
} as const satisfies Words;

export const scopes = {
  naming: 'Over a name',
  tidy: 'Before contexts change',
} as const satisfies Words;

export const reasons = {
  noName: 'without a name it cannot be renamed: esc leaves it as it is',
  isCurrent: 'it is the current context already',
  oneOnly: 'works on one context at a time: Esc clears the marks',
} as const satisfies Words;
