import type { Scenario, ScenarioCluster, ScenarioHolder } from '../world/scenario.js';

const argocd = 'argocd-application-controller/v2.13.1 (linux/amd64)';

/** Somebody who left, and whose key a program still uses: from more and more places. */
const tomsUses: ScenarioHolder['uses'] = [
  { daysAgo: 2, address: '198.51.100.23', agent: argocd, namespace: 'payments', times: 40 },
  { daysAgo: 2.2, address: '198.51.100.24', agent: argocd, namespace: 'payments', times: 12 },
  { daysAgo: 2.4, address: '198.51.100.25', agent: argocd, verb: 'watch', namespace: 'payments' },
  { daysAgo: 3, address: '203.0.113.156', verb: 'create', resource: 'pods/exec', namespace: 'payments' },
  { daysAgo: 120, address: '198.51.100.23', agent: argocd, namespace: 'payments', times: 80 },
];

const mapped: ScenarioCluster['holders'] = {
  ops: { daysLeft: 800, owner: true, mapped: true },
  mei: { daysLeft: 400, roles: ['dev'], mapped: true },
  ci: { daysLeft: 300, roles: ['admin-view'], mapped: true },
  reader: { daysLeft: 300, roles: ['admin-view'] },
};

/** The scenarios known by name. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  /** One managed cluster, one caller with a young certificate. */
  single: {
    clusters: [{ name: 'single', holders: { ops: { daysLeft: 900 } } }],
  },

  /**
   * The demo's story: an account whose clusters grew over years in seven regions. The caller, ops, holds long-term
   * kubeconfigs in every state; others hold theirs, some of whom left long ago.
   */
  fleet: {
    account: 'prod-account',
    identities: [
      { name: 'mei', displayName: 'Mei Chen' },
      { name: 'kenji', displayName: 'Kenji Sato', state: 'InActive' },
      { name: 'tom', displayName: 'tom', state: 'Deleted' },
      { name: 'ack-monitor', type: 'role', trusts: ['root'] },
      { name: 'ackring-rotate', type: 'role', trusts: ['fc.aliyuncs.com'] },
      { name: 'old-pipeline', type: 'role', state: 'Deleted' },
      { name: 'AliyunCSManagedArmsRole', type: 'role', cloudService: 'arms.aliyuncs.com' },
    ],
    clusters: [
      {
        name: 'prod-tokyo-api',
        version: '1.34.1',
        tags: { env: 'prod', team: 'payments' },
        addons: ['ack-ram-authenticator'],
        rrsa: true,
        holders: {
          ops: { daysLeft: 912, owner: true, mapped: true },
          mei: { daysLeft: 400, roles: ['dev'], lastSeenDaysAgo: 1 },
          tom: { daysLeft: 230, roles: ['admin'], uses: tomsUses },
          'ack-monitor': { daysLeft: 96, roles: ['admin-view'], lastSeenDaysAgo: 0 },
          'ackring-rotate': { daysLeft: 120, roles: ['admin-view'] },
          AliyunCSManagedArmsRole: { daysLeft: 700 },
        },
      },
      {
        name: 'prod-tokyo-batch',
        version: '1.33.3',
        public: false,
        privateReachable: true,
        tags: { env: 'prod', team: 'payments' },
        holders: {
          ops: { daysLeft: 171 },
          mei: { daysLeft: 150, roles: ['ops'], lastSeenDaysAgo: 20 },
          'ackring-rotate': { daysLeft: 500, roles: ['admin-view'] },
        },
      },
      {
        name: 'staging-tokyo',
        kind: 'serverless',
        state: 'updating',
        version: '1.33.3',
        tags: { env: 'staging' },
        holders: {
          ops: { daysLeft: 12 },
          'ack-monitor': { daysLeft: 12, roles: ['admin-view'] },
          'ackring-rotate': { daysLeft: 30, roles: ['admin-view'] },
        },
      },
      {
        name: 'legacy-tokyo',
        kind: 'dedicated',
        version: '1.28.9',
        createdDaysAgo: 1500,
        certificates: '2022',
        tags: { env: 'prod' },
        holders: {
          ops: { daysLeft: -12 },
          tom: { daysLeft: -12, lastSeenDaysAgo: 60 },
          'old-pipeline': { daysLeft: 77, roles: ['ops'], lastSeenDaysAgo: 5 },
        },
      },
      { name: 'lab-tokyo', version: '1.34.1', tags: { env: 'lab' }, holders: { ops: { daysLeft: null } } },
      {
        name: 'prod-hangzhou-web',
        region: 'cn-hangzhou',
        version: '1.33.3',
        tags: { env: 'prod', team: 'web' },
        holders: {
          ops: { daysLeft: 640 },
          kenji: { daysLeft: 300, roles: ['admin'], lastSeenDaysAgo: 40 },
          'ackring-rotate': { daysLeft: 640, roles: ['admin-view'] },
        },
      },
      {
        name: 'prod-hangzhou-data',
        region: 'cn-hangzhou',
        kind: 'lingjun',
        version: '1.32.7',
        public: false,
        tags: { env: 'prod', team: 'data' },
        holders: { ops: { daysLeft: 177 }, mei: { daysLeft: 20, roles: ['dev@default'] } },
      },
      {
        name: 'dev-hangzhou',
        region: 'cn-hangzhou',
        version: '1.34.1',
        tags: { env: 'dev' },
        holders: { ops: { daysLeft: 45 }, tom: { daysLeft: 610, roles: ['admin'], lastSeenDaysAgo: 41 } },
      },
      {
        name: 'edge-lab',
        region: 'cn-hangzhou',
        kind: 'edge',
        version: '1.31.1',
        auditLog: false,
        tags: { env: 'lab' },
        holders: { ops: { daysLeft: 300 }, tom: { daysLeft: 300, roles: ['restricted'] } },
      },
      {
        name: 'prod-beijing-core',
        region: 'cn-beijing',
        version: '1.30.7',
        createdDaysAgo: 1200,
        certificates: '2022',
        tags: { env: 'prod', team: 'core' },
        holders: {
          ops: { daysLeft: 182 },
          'ack-monitor': { daysLeft: 181, roles: ['admin-view'] },
          'ackring-rotate': { daysLeft: 9, roles: ['admin-view'] },
        },
      },
      {
        name: 'staging-beijing',
        region: 'cn-beijing',
        kind: 'serverless',
        version: '1.33.3',
        tags: { env: 'staging' },
        holders: { mei: { daysLeft: 800, roles: ['admin'] } },
      },
      {
        name: 'prod-singapore-api',
        region: 'ap-southeast-1',
        version: '1.33.3',
        privateReachable: true,
        endpoints: [{ access: 'private' }],
        tags: { env: 'prod', team: 'payments' },
        holders: { ops: { daysLeft: 178 }, 'ackring-rotate': { daysLeft: 178, roles: ['admin-view'] } },
      },
      { name: 'dev-singapore', region: 'ap-southeast-1', version: '1.34.1', tags: { env: 'dev' } },
      {
        name: 'prod-frankfurt',
        region: 'eu-central-1',
        endpoints: [{ access: 'public', host: 'localhost' }],
        version: '1.33.3',
        tags: { env: 'prod', team: 'web' },
        holders: { ops: { daysLeft: 1010 }, kenji: { daysLeft: -200, roles: ['ops'] } },
      },
      {
        name: 'old-frankfurt',
        region: 'eu-central-1',
        kind: 'dedicated',
        state: 'deleting',
        version: '1.26.3',
        createdDaysAgo: 1600,
        holders: { ops: { daysLeft: 20 } },
      },
      {
        name: 'prod-virginia',
        region: 'us-east-1',
        version: '1.33.3',
        public: false,
        tags: { env: 'prod', team: 'web' },
        holders: { ops: { daysLeft: 28 }, 'ackring-rotate': { daysLeft: 28, roles: ['admin-view'] } },
      },
      {
        name: 'onprem-seoul',
        region: 'ap-northeast-2',
        kind: 'registered',
        state: 'disconnected',
        version: '1.29.4',
        public: false,
        tags: { env: 'lab' },
      },
    ],
  },

  /**
   * An incident: a credential has leaked, one API server is slow, one presents a certificate without its own address,
   * one region is forbidden, one cluster is gone.
   */
  incident: {
    account: 'incident-account',
    refusedRegions: ['ap-southeast-3'],
    identities: [
      {
        name: 'ops',
        displayName: 'Operations',
        policies: [
          {
            Version: '1',
            Statement: [
              { Effect: 'Allow', Action: '*', Resource: '*' },
              { Effect: 'Deny', Action: 'cs:*', Resource: 'acs:cs:ap-southeast-3:*:*' },
            ],
          },
        ],
      },
      { name: 'ci-deploy', type: 'role', trusts: ['root'] },
      { name: 'contractor', displayName: 'Contractor' },
    ],
    clusters: [
      {
        name: 'prod-tokyo-api',
        tags: { env: 'prod' },
        holders: {
          ops: { daysLeft: 700, owner: true },
          'ci-deploy': { daysLeft: 500, lastSeenDaysAgo: 0 },
          contractor: { daysLeft: 900, lastSeenDaysAgo: 0 },
        },
      },
      {
        name: 'prod-tokyo-slow',
        latencyMs: 1500,
        tags: { env: 'prod' },
        holders: { ops: { daysLeft: 700 }, contractor: { daysLeft: 900, lastSeenDaysAgo: 3 } },
      },
      {
        name: 'prod-osaka-moved',
        region: 'ap-northeast-1',
        missingSans: ['public'],
        tags: { env: 'prod' },
        holders: { ops: { daysLeft: 700 } },
      },
      {
        name: 'prod-kuala-lumpur',
        region: 'ap-southeast-3',
        tags: { env: 'prod' },
        holders: { ops: { daysLeft: 10 } },
      },
      { name: 'prod-gone', state: 'unavailable', tags: { env: 'prod' }, holders: { ops: { daysLeft: 300 } } },
      {
        name: 'prod-read-only',
        holders: { ops: { daysLeft: 300, roles: ['restricted@default'] }, contractor: { daysLeft: 300 } },
      },
    ],
  },

  /** tom has left: his access, in clusters that allow removing it and in clusters that do not. */
  leaver: {
    account: 'leaver-account',
    identities: [{ name: 'tom', state: 'Deleted' }, { name: 'mei' }],
    clusters: [
      {
        name: 'dev-hangzhou',
        region: 'cn-hangzhou',
        holders: { ops: { daysLeft: 800 }, tom: { daysLeft: 600, lastSeenDaysAgo: 41 } },
      },
      {
        name: 'prod-tokyo-api',
        holders: {
          ops: { daysLeft: 800 },
          tom: { daysLeft: 230, lastSeenDaysAgo: 2 },
          mei: { daysLeft: 90 },
        },
      },
      {
        name: 'prod-tokyo-batch',
        holders: { ops: { daysLeft: 800 }, tom: { daysLeft: 100, lastSeenDaysAgo: 8 } },
      },
      {
        name: 'edge-lab',
        kind: 'edge',
        auditLog: false,
        holders: { ops: { daysLeft: 800 }, tom: { daysLeft: 300, roles: ['restricted'] } },
      },
      {
        name: 'old-frankfurt',
        region: 'eu-central-1',
        state: 'deleting',
        holders: { ops: { daysLeft: 800 }, tom: { daysLeft: 10 } },
      },
      { name: 'lab-tokyo', holders: { ops: { daysLeft: 800 }, tom: { daysLeft: null } } },
      { name: 'ops-less', holders: { tom: { daysLeft: 400, lastSeenDaysAgo: 100 } } },
      {
        name: 'cleaned-already',
        holders: { ops: { daysLeft: 800 }, tom: { state: 'removed', daysLeft: 50, roles: [] } },
      },
    ],
  },

  /** Every boundary of the 180-day window and of the last 30 days, a cluster each. */
  expiring: {
    account: 'expiring-account',
    identities: [{ name: 'ackring-rotate', type: 'role', trusts: ['fc.aliyuncs.com'] }],
    clusters: [1094, 365, 181, 180, 179, 90, 31, 30, 29, 7, 1, 0, -1, -30].map((daysLeft) => ({
      name: daysLeft < 0 ? `over-since-${-daysLeft}` : `left-${daysLeft}`,
      holders: { ops: { daysLeft }, 'ackring-rotate': { daysLeft, roles: ['admin-view'] } },
    })),
  },

  /**
   * Surprises on the wire: kubeconfigs that name a load balancer's DNS name, two private endpoints, states in
   * capitals, clusters of another account in the list, a region that refuses its list, auditing switched off.
   */
  odd: {
    account: 'odd-account',
    refusedRegions: ['ap-southeast-3'],
    clusters: [
      {
        name: 'balanced',
        endpoints: [{ access: 'public', host: 'localhost', inKubeconfigs: true }],
        holders: { ops: { daysLeft: 100 } },
      },
      {
        name: 'two-private',
        public: false,
        privateReachable: true,
        endpoints: [{ access: 'private' }],
        holders: { ops: { daysLeft: 100 } },
      },
      {
        name: 'told-only',
        public: false,
        endpoints: [{ access: 'private', host: 'nlb-told.ap-northeast-1.nlb.invalid' }],
        holders: { ops: { daysLeft: 300 } },
      },
      { name: 'upgrading', state: 'Upgrading', holders: { ops: { daysLeft: 300 } } },
      { name: 'going', state: 'Deleting', holders: { ops: { daysLeft: 10 } } },
      { name: 'lingjun', region: 'cn-hangzhou', kind: 'lingjun', holders: { ops: { daysLeft: 20 } } },
      { name: 'unaudited', region: 'cn-hangzhou', auditLog: false, holders: { ops: { daysLeft: 300 } } },
      { name: 'refused', region: 'ap-southeast-3', holders: { ops: { daysLeft: 10 } } },
    ],
    accounts: [
      {
        name: 'odd-partner',
        clusters: [
          { name: 'shared-forbidden', sharedWith: { 'odd-account': 403 } },
          { name: 'shared-missing', region: 'cn-hangzhou', sharedWith: { 'odd-account': 404 } },
        ],
      },
    ],
  },

  /**
   * Every state of RAM tokens, a cluster each, with the same mappings in all of them: who may read no configuration of
   * a component is `reader`.
   */
  tokens: {
    account: 'tokens-account',
    identities: [
      { name: 'mei' },
      { name: 'ci', type: 'role', trusts: ['root'] },
      {
        name: 'reader',
        policies: [
          {
            Version: '1',
            Statement: [
              { Effect: 'Allow', Action: '*', Resource: '*' },
              { Effect: 'Deny', Action: 'cs:GetClusterAddonInstance', Resource: '*' },
            ],
          },
        ],
      },
    ],
    clusters: [
      { name: 'on', mappings: 'on', holders: mapped },
      { name: 'made-by-console', createdDaysAgo: 60, holders: mapped },
      { name: 'off', mappings: 'off', holders: mapped },
      { name: 'unset', mappings: 'unset', holders: mapped },
      {
        name: 'before-the-switch',
        addons: ['ack-ram-authenticator@v0.3.0'],
        mappings: 'off',
        holders: mapped,
      },
      { name: 'missing', holders: mapped },
      { name: 'serverless', kind: 'serverless', createdDaysAgo: 60, holders: mapped },
    ],
  },

  /** Ten thousand clusters in every region, twenty identities: generated by rule, on demand. */
  global: { account: 'global-account', generate: { clusters: 10_000, identities: 20 } },
};

export type ScenarioName =
  | 'single'
  | 'fleet'
  | 'incident'
  | 'leaver'
  | 'expiring'
  | 'odd'
  | 'tokens'
  | 'global';
