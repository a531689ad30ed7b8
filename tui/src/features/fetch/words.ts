import { say, type Words } from '../../messages/say.js';

export const fetch = {
  title: (cluster: string) => say('Fetch a kubeconfig · {cluster}', { cluster }),
  titleMany: (count: number) => say('Fetch {count} kubeconfigs', { count }),
  mayStay: 'as the cloud answers',
  fetched: (count: number) => say('What was fetched: {count}', { count }),
  notFetched: (name: string, why: string) => say('{name}: not fetched: {why}', { name, why }),
  publicWhere: 'public where there is one',
  privateWhere: 'private where there is one',
  askedFirst: 'its endpoints are asked for first',
  noneToReach: 'no endpoint: it will be refused',
  many: (count: number) =>
    say('{count} kubeconfigs are asked for one after the other, and written into your file.', { count }),
  /** `isWhole`: each of them was looked at. */
  more: (count: number, { replaced, isWhole }: { readonly replaced: number; readonly isWhole: boolean }) => {
    if (replaced === 0) return say('and {count} more', { count });
    return isWhole
      ? say('and {count} more, {replaced} of them over one that is there', { count, replaced })
      : say('and {count} more, at least {replaced} of them over one that is there', { count, replaced });
  },
  type: 'Type',
  temporary: 'temporary',
  longTerm: 'long-term (3 years)',
  token: 'token',
  duration: 'Duration',
  custom: 'other',
  ends: (instant: string) => say('ends {instant}', { instant }),
  access: 'Access',
  private: 'private (VPC)',
  public: (address: string) => say('public ({address})', { address }),
  noPublic: 'public (this cluster has none)',
  noPrivate: 'private (this cluster has none)',
  file: 'Into',
  context: 'As',
  cluster: 'cluster',
  user: 'user',
  contextEntry: 'context',
  leftOut: (count: number, clusters: string) => say('{count} left out: {clusters}', { count, clusters }),
  planning: 'working out the change…',
  certificate: (life: string) => say('certificate, {life}', { life }),
  tokenUser: 'RAM token, signed for each use',
  nothingChanges: 'nothing would change',
  untouched: (count: number) => say('{count} other {count|context|contexts} untouched', { count }),
  notUsed: 'do not switch to it',
  currentStays: (name: string | null) =>
    name === null ? say('current-context stays unset') : say('current-context stays "{name}"', { name }),
  currentMissing: (name: string) => say('current-context stays "{name}", which no file has', { name }),
  currentBecomes: (name: string) => say('current-context becomes "{name}"', { name }),
  steps: { fetch: 'fetching…', write: 'writing…', verify: 'asking the API server…' },
  same: (context: string, file: string) =>
    say('the cloud gave the same one: {context} in {file} stays as it is', { context, file }),
  answers: (name: string, who: string, ends: string) =>
    say('{name} answers as {who} · ends {ends}', { name, who, ends }),
  done: (context: string, file: string) => say('{context} is in {file}', { context, file }),
  cancelled: 'cancelled: nothing was written',
  heldByAnother: 'these credentials get the kubeconfig of another holder',
  renewAsHolder: 'Look through the profile of its own holder: `:profile`.',
  changed: 'nothing was done: the plan is no longer the one that was shown · look at it again',
} as const satisfies Words;

/** What a renewal is about to do. */
export const renewal = {
  title: (count: number) => say('Renew {count} {count|kubeconfig|kubeconfigs}', { count }),
  item: (context: string, left: string, file: string) =>
    say('{context}: {left} left, in {file}', { context, left, file }),
  expired: (context: string, file: string) => say('{context}: has ended, in {file}', { context, file }),
  more: (count: number) => say('and {count} more', { count }),
  leftAlone: (count: number) =>
    say('{count} of the chosen {count|is|are} left alone: not due, not to be renewed from here, or hidden', {
      count,
    }),
  effect: 'Each is replaced in its file once the new one has proven to end later.',
} as const satisfies Words;

export const actions = {
  fetch: 'fetch',
  dialogAcceptAndUse: 'switch to it too',
} as const satisfies Words;

export const accepts = {
  fetch: 'fetch',
} as const satisfies Words;

export const scopes = {
  fetch: 'In the fetch dialog',
} as const satisfies Words;

export const reasons = {
  noCluster: 'no cluster is selected #here',
  noneListed: 'no cluster could be listed: why is above',
  fetchesYours: (name: string) =>
    say('this is the kubeconfig of {name}, and f fetches yours: press it on Clusters', { name }),
  whoseUnknown: 'whose credentials are in use is not known: ctrl-r asks again',
  notServing: (state: string) => say('no API server answers while the cluster is {state}', { state }),
  noEndpoint: 'the cluster has no API server endpoint that can be reached',
  hidden: 'hidden by the filter',
  useOne: 'only one context can be the current one',
  badDuration: 'a duration is 15m to 3d, such as 90m, 8h or 2d',
} as const satisfies Words;
