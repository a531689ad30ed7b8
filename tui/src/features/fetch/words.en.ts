export const fetch = {
  title: (cluster: string) => `Fetch a kubeconfig · ${cluster}`,
  titleMany: (count: number) => `Fetch ${count} kubeconfigs`,
  alsoFor: (names: string) => `the same for ${names}`,
  type: 'Type',
  temporary: 'temporary',
  longTerm: 'long-term (3 years)',
  token: 'token',
  duration: 'Duration',
  custom: 'other',
  ends: (instant: string) => `ends ${instant}`,
  access: 'Access',
  private: 'private (VPC)',
  public: (address: string) => `public (${address})`,
  noPublic: 'public (this cluster has none)',
  noPrivate: 'private (this cluster has none)',
  file: 'Into',
  context: 'As',
  cluster: 'cluster',
  user: 'user',
  contextEntry: 'context',
  planning: 'working out the change…',
  certificate: (life: string) => `certificate, ${life}`,
  tokenUser: 'RAM token, signed for each use',
  nothingChanges: 'nothing would change',
  untouched: (count: number) =>
    count === 1 ? '1 other context untouched' : `${count} other contexts untouched`,
  currentStays: (name: string | null) =>
    name === null ? 'current-context stays unset' : `current-context stays "${name}"`,
  currentBecomes: (name: string) => `current-context becomes "${name}"`,
  steps: { fetch: 'fetching…', write: 'writing…', verify: 'asking the API server…' },
  done: (context: string, file: string) => `${context} is in ${file}`,
  cancelled: 'cancelled: nothing was written',
  heldByAnother: 'these credentials get the kubeconfig of another holder',
  renewAsHolder: 'Look through the profile of its own holder: `:profile`.',
  changed: 'nothing was done: the plan is no longer the one that was shown · look at it again',
};

export const actions = {
  fetch: 'fetch',
  dialogAcceptAndUse: 'switch to it too',
};

export const accepts = {
  fetch: 'fetch',
};

export const scopes = {
  fetch: 'In the fetch dialog',
};

export const reasons = {
  noCluster: 'no cluster is selected',
  notServing: (state: string) => `no API server answers while the cluster is ${state}`,
  noEndpoint: 'the cluster has no API server endpoint that can be reached',
  useOne: 'only one context can be the current one',
  badDuration: 'a duration is 15m to 3d, such as 90m, 8h or 2d',
};
