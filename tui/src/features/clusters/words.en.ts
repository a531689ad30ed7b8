import type { CredentialOriginKind } from '@ackring/core/cloud';
import type { ClusterKind } from '@ackring/core/words';

export const header = {
  regions: (done: number, all: number) =>
    `${done === all ? '' : `${done} of `}${all} ${all === 1 ? 'region' : 'regions'}`,
  clusters: (count: number) => (count === 1 ? '1 cluster' : `${count} clusters`),
  scanning: 'scanning',
  stale: (ago: string) => `from ${ago} ago`,
  fresh: (ago: string) => `${ago} ago`,
  justNow: '<1 min ago',
  readOnly: 'read-only',
  refused: 'failed',
  noContext: 'no context',
  noCredentials: 'no credentials',
  loading: 'starting',
  origins: {
    environment: 'environment',
    oidc: 'OIDC role',
    cliProfile: 'CLI profile',
    credentialsFile: 'credentials file',
    ecsRole: 'instance role',
    uri: 'credentials URI',
  } satisfies Record<CredentialOriginKind, string> as Record<CredentialOriginKind, string>,
};

export const connection = {
  sans: 'More names in its certificate',
  kubectl: 'kubectl',
  skew: (from: string, to: string) => `${from} to ${to} fit this cluster`,
  asking: 'asking the cloud…',
  unknown: 'not known',
  contexts: 'Contexts that lead here',
};

export const events = { none: 'ackring has done nothing with this cluster yet.' };

export const kinds = {
  managed: 'managed',
  dedicated: 'dedicated',
  serverless: 'serverless',
  edge: 'edge',
  lingjun: 'lingjun',
  acs: 'ACS',
  registered: 'registered',
  unknown: 'unknown',
} satisfies Record<ClusterKind, string> as Record<ClusterKind, string>;

export const actions = {
  favourite: 'favourite',
  profiles: 'profiles',
  regions: 'regions',
};

export const reasons = {
  noProfiles: 'no Alibaba Cloud CLI profiles to choose from',
};

export const watching = {
  account: 'Account',
  origin: 'Credentials',
  seen: 'Sees',
  notSeen: 'not looked through now',
};

export const favourites = {
  alias: 'a short name for the cluster',
  usage: ':alias NAME gives this cluster a short name, :alias - takes it away',
  notAName: 'a short name is of letters, digits, . _ and -',
  taken: (name: string) => `a cluster is called ${name} already`,
};

/** The cloud's own words are English. */
export const states: Readonly<Record<string, string>> = {};
