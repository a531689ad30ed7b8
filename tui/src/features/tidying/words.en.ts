import type { PlanNote } from '@ackring/core/contexts';

/** What a dialog asks about contexts. */
export type TidyKind = 'rename' | 'remove' | 'prune';

export const tidying = {
  titles: {
    rename: 'Rename a context',
    remove: 'Remove contexts',
    prune: 'Prune contexts',
    namespace: 'Namespace',
  } satisfies Record<TidyKind | 'namespace', string> as Record<TidyKind | 'namespace', string>,
  newName: (context: string) => `${context} becomes`,
  namespaceOf: (context: string) => `The namespace that ${context} works in`,
  used: (context: string) => `${context} is the current context`,
  works: (context: string, namespace: string) => `${context} works in ${namespace}`,
  done: (kind: TidyKind, count: number) =>
    ({
      rename: 'the context is renamed',
      remove: count === 1 ? '1 context is removed' : `${count} contexts are removed`,
      prune: 'pruned',
    })[kind],
  nothing: 'there is nothing to change',
  changed: 'nothing was done: a file was changed meanwhile · this would be done now',
  looking: 'looking at certificates, entries and clusters',
  underWay: 'writing…',
  undoable: 'z on Activity takes it back',
  notes: {
    stillCurrent: ({ context }) =>
      `current-context still names ${context}: kubectl refuses until another is used`,
    uncovered: ({ context, file }) => `another ${context}, in ${file}, takes effect from then on`,
    fileMissing: ({ file }) => `what nothing uses is left: ${file} is not there, and may need it`,
    otherIdentity: ({ context }) => `${context} is kept: nothing shows that its account is the one that asks`,
    unanswered: ({ context, why }) =>
      `${context === '' ? 'clusters' : context}: not known to be gone: ${why}`,
    dangling: ({ context }) => `${context} leads to no cluster or user, and is left out`,
    alreadyThere: ({ context }) => `${context} is there already`,
  } as Record<NoteWord, (facts: NoteFacts) => string>,
};

/** Names in it are safe to print. */
export interface NoteFacts {
  readonly context: string;
  readonly file: string;
  readonly why: string;
}

export type NoteWord = Exclude<PlanNote['kind'], 'notAsked'> | 'otherIdentity' | 'unanswered';

export const actions = {
  use: 'use',
  namespace: 'namespace',
  rename: 'rename',
  removeContexts: 'remove',
  prune: 'prune',
};

export const accepts = {
  naming: 'use it',
  tidy: 'do it',
};

export const scopes = {
  naming: 'Over a name',
  tidy: 'Before contexts change',
};

export const reasons = {
  isCurrent: 'it is the current context already',
  oneOnly: 'works on one context at a time: Esc clears the marks',
};
