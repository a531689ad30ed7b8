import test from 'ava';
import { sentenceOf } from '../words/say.js';
import { warning } from './finding.js';
import { problemReport, reportName } from './report.js';

type World = Parameters<typeof problemReport>[0];

const entry = {
  context: 'acme-internal',
  cluster: 'acme-k8s',
  user: 'mei@acme.example',
  server: 'https://api.acme.example:6443',
  namespace: 'payroll',
  credential: { kind: 'token' },
  status: 'unknown',
};

const world = {
  contexts: async () => ({
    entries: [entry, { ...entry, namespace: 'default', server: 'no address' }],
    files: ['f'],
  }),
  profiles: async () => ['acme-ops'],
  cachedFleet: async () => ({ clusters: [{ name: 'acme-prod' }] }),
  cachedHolders: async () => [{ name: 'tom.acme' }],
  settings: async () => ({
    readOnly: false,
    durationMinutes: 480,
    skin: 'dark',
    function: 'acme-rotate',
    contextName: 'acme/{name}',
    regions: ['cn-hangzhou'],
    aliases: { 'acme-ops': { acmetok: 'c1' } },
    keys: {},
  }),
} as unknown as World;

const place = {
  environment: {
    USER: 'meili',
    LANG: 'ja_JP.UTF-8',
    HTTPS_PROXY: 'http://mei:pa55@proxy.acme.example',
    MY_SECRET: 'acme',
  },
  home: '/home/mei',
  stateFolder: '/proc/nowhere',
  version: 'ackring 1',
  now: new Date('2026-11-27T14:00:00Z'),
};

/** What findings and errors may say, each with something private in it. */
const told = [
  'context "acme-internal" names user mei@acme.example, namespace payroll',
  'getaddrinfo ENOTFOUND api.acme.example',
  '/srv/meili/acme-k8s and /home/mei/.kube/config',
  'profile acme-ops sees acme-prod; tom.acme holds one',
  'in the default namespace',
];

test('a report says what is wrong, and not whose it is', async (t) => {
  const findings = told.map((detail) => warning('check', sentenceOf(detail), 'Look.'));
  const text = await problemReport(world, findings, place);
  t.notRegex(text, /acme|meili|\bmei\b|payroll|tom|pa55|hangzhou/);
  t.regex(text, /^warning check: in the default namespace \(Look\.\)$/m);
  t.regex(text, /^warning check: getaddrinfo ENOTFOUND host-1 /m);
  t.regex(text, /path-\d and ~\/\.kube\/config/);
  t.regex(
    text,
    /^## Settings\n\nreadOnly: false\ndurationMinutes: 480\nskin: "dark"\nfunction: set\ncontextName: set\nregions: 1 set\naliases: 1 set\nkeys: none\n$/m,
  );
  t.regex(text, /^## Environment\n\nHTTPS_PROXY is set\nLANG=ja_JP\.UTF-8\n$/m);
});

test('a report is named by its day, and is not the second of that name', async (t) => {
  const taken = new Set(['ackring-report-2026-11-27.txt', 'ackring-report-2026-11-27-2.txt']);
  const name = (there: ReadonlySet<string>) => reportName(place.now, async (file) => there.has(file));
  t.is(await name(new Set()), 'ackring-report-2026-11-27.txt');
  t.is(await name(taken), 'ackring-report-2026-11-27-3.txt');
});
