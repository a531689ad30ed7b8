import type { CredentialOriginKind } from '@ackring/core/cloud';
import { type Phrase, say, type Words } from '../../messages/say.js';

export const header = {
  regions: (done: number, all: number) =>
    done === all
      ? say('{all} {all|region|regions}', { all })
      : say('{done} of {all} {all|region|regions}', { done, all }),
  clusters: (count: number) => say('{count} {count|cluster|clusters}', { count }),
  accounts: (count: number) => say('{count} accounts', { count }),
  scanning: 'scanning',
  stale: (ago: string) => say('from {ago} ago', { ago }),
  fresh: (ago: string) => say('{ago} ago', { ago }),
  justNow: '<1 min ago',
  readOnly: 'read-only',
  refused: 'failed #header',
  noContext: 'no context',
  unknownContext: 'context unknown',
  missingContext: 'missing #context',
  noCredentials: 'no credentials',
  loading: 'starting',
  origins: {
    environment: 'environment',
    oidc: 'OIDC role',
    cliProfile: 'CLI profile',
    credentialsFile: 'credentials file',
    ecsRole: 'instance role',
    uri: 'credentials URI',
  } satisfies Record<CredentialOriginKind, Phrase>,
} as const satisfies Words;

export const connection = {
  sans: 'More names in its certificate',
  kubectl: 'kubectl',
  skew: (from: string, to: string) => say('{from} to {to} fit this cluster', { from, to }),
  asking: 'asking the cloud…',
  unknown: 'not known',
  twin: 'another account has a cluster of this id: look through this profile alone, ctrl-p',
  contexts: 'Contexts that lead here',
} as const satisfies Words;

export const events = { none: 'ackring has done nothing with this cluster yet.' } as const satisfies Words;

export const actions = {
  favourite: 'favourite',
  profiles: 'profiles',
  regions: 'regions',
} as const satisfies Words;

export const reasons = {
  noProfiles: 'no Alibaba Cloud CLI profiles to choose from',
} as const satisfies Words;

export const watching = {
  account: 'Account',
  origin: 'Credentials',
  seen: 'Sees',
  notSeen: 'not looked through now',
  fleet: 'the accounts of the fleet',
} as const satisfies Words;

export const accounts = {
  fleet: 'FLEET',
  profile: 'PROFILE',
  who: 'WHO',
  clusters: 'CLUSTERS',
  seen: 'SEEN #accounts',
  inFleet: 'yes #fleet',
  asOf: 'AS OF',
  types: { root: 'account itself', user: 'RAM user', role: 'RAM role' },
  joined: (account: string, name: string) =>
    say('account {account} ({name}) has joined the directory', { account, name }),
  leftNow: (account: string, name: string) =>
    say('account {account} ({name}) has left the directory: its clusters are no longer asked for', {
      account,
      name,
    }),
  beingDeleted: 'being deleted',
  leftOut: 'left out',
  left: 'left the directory',
  none: '–',
} as const satisfies Words;

export const favourites = {
  alias: 'a short name for the cluster',
  usage: ':alias NAME gives this cluster a short name, :alias - takes it away',
  notAName: 'a short name is of letters, digits, . _ and -',
  taken: (name: string) => say('a cluster is called {name} already', { name }),
  named: (name: string, cluster: string) => say('{name} is now a short name of {cluster}', { name, cluster }),
  unnamed: (cluster: string) => say('{cluster} has no short name now', { cluster }),
} as const satisfies Words;
