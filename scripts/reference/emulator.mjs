import { createRequire } from 'node:module';
import { createWorld } from '../../packages/emulator/dist/create-world.js';
import { createServices } from '../../packages/emulator/dist/services.js';
import { code, page, table } from './markdown.mjs';

const load = createRequire(new URL('../../packages/emulator/package.json', import.meta.url));

const titles = {
  cs: 'ACK',
  kms: 'KMS',
  oss: 'OSS',
  fc: 'Function Compute',
  sts: 'STS',
  cms: 'CloudMonitor',
  sls: 'Log Service',
  dingtalk: 'DingTalk',
  webhook: 'Webhook',
  wecom: 'WeCom',
  feishu: 'Feishu',
  slack: 'Slack',
  teams: 'Teams',
  pagerduty: 'PagerDuty',
  ram: 'RAM',
  actiontrail: 'ActionTrail',
  rd: 'Resource Directory',
  adcp: 'ACK One',
};

/**
 * The packages with all operations of a service: `under` is the prefix of its own paths. Of services that are there for
 * a few operations, the many missing ones are only named.
 */
const packages = {
  cs: { name: '@alicloud/cs20151215', under: '/' },
  fc: { name: '@alicloud/fc20230330', under: '/2023-03-30/' },
  kms: { name: '@alicloud/kms20160120', under: '/', isNamedOnly: true },
  sts: { name: '@alicloud/sts20150401', under: '/', isNamedOnly: true },
  ram: { name: '@alicloud/ram20150501', under: '/', isNamedOnly: true },
  cms: { name: '@alicloud/cms20190101', under: '/', isNamedOnly: true },
  sls: { name: '@alicloud/sls20201230', under: '/', isNamedOnly: true },
};

/** Every operation of the embedded cloud, from its routes, and those of the vendor's packages that it lacks. */
export function operationsPage() {
  const all = services();
  const parts = all.flatMap(({ name, served, missing }) => {
    const isNamedOnly = packages[name]?.isNamedOnly ?? false;
    const named = missing.map(({ operation }) => operation).join(', ');
    return [
      `## ${titles[name]}`,
      table(
        ['operation', 'path', 'state', 'assumed'],
        [...served, ...(isNamedOnly ? [] : missing)].map(rowOf),
      ),
      isNamedOnly && named !== '' ? `missing: ${named}` : '',
    ];
  });
  return page(
    'Operations of the embedded cloud',
    '*faithful*: as documented, or as the vendor’s package or a real answer has it. *assumed*: the rest of it is; what ' +
      'is named had to be chosen, as nothing documents it. *retired*: the vendor has switched it off; the switch ' +
      '`retired` serves it. *missing*: the installed package of the vendor has it, the embedded cloud does not. Of ' +
      'services without such a package only what is served is told.',
    operationsSummary(all),
    ...parts,
  );
}

/** How many operations of each service are in which state. */
export function operationsSummary(all = services()) {
  const states = ['faithful', 'assumed', 'retired', 'missing'];
  const rows = all.map(({ name, served, missing }) => {
    const found = [...served, ...missing].map(stateOf);
    return [titles[name], ...states.map((state) => found.filter((each) => each === state).length || '')];
  });
  return table(['service', ...states], rows);
}

function services() {
  const world = createWorld({});
  return Object.entries(createServices(world)).map(([name, { operations }]) => {
    const known = packages[name] ? operationsOf(packages[name].name) : [];
    checkPaths(name, operations, known);
    const names = new Set(operations.map(({ operation }) => operation));
    const missing = known
      .filter(({ operation }) => !names.has(operation))
      .map((each) => ({ ...each, isMissing: true }));
    return { name, served: operations.map((each) => marked(name, each, known)), missing };
  });
}

/** Marks an operation for which the package has no method. */
function marked(service, each, known) {
  const belongsToPackage = packages[service] && each.pattern.startsWith(packages[service].under);
  if (!belongsToPackage || known.some(({ operation }) => operation === each.operation)) return each;
  return { ...each, assumed: ['not in the package', each.assumed].filter(Boolean).join('; ') };
}

/** A served operation must have the path that the package calls. */
function checkPaths(service, served, known) {
  for (const { operation, method, pattern } of served) {
    const there = known.find((each) => each.operation === operation);
    if (!there || !pattern.startsWith(packages[service].under)) continue;
    const [ours, theirs] = [`${method} ${shape(pattern)}`, `${there.method} ${shape(there.pattern)}`];
    if (ours !== theirs) throw new Error(`${operation} is served at ${ours}, and called at ${theirs}`);
  }
}

function shape(pattern) {
  return pattern.replace(/\?.*/, '').replace(/\{\w+\}/g, '{}');
}

/** What a vendor's client calls where: its methods contain it as text. */
function operationsOf(name) {
  const client = load(name).default.prototype;
  return Object.getOwnPropertyNames(client)
    .filter((method) => /(WithOptions|Ex)$/.test(method))
    .map((method) => readMethod(name, method, String(client[method])))
    .toSorted((left, right) => (left.operation < right.operation ? -1 : 1));
}

function readMethod(name, method, text) {
  // The oldest packages have parameters only.
  const [, old, oldVerb] = /doRequest\("(\w+)", "\w+", "(\w+)"/.exec(text) ?? [];
  if (old) return { operation: old, method: oldVerb, pattern: '/' };
  const [, operation] = /action: "(\w+)"/.exec(text) ?? [];
  const [, , path] = /pathname: ([`"])(.*?)\1/.exec(text) ?? [];
  const [, verb] = /method: "(\w+)"/.exec(text) ?? [];
  if (!operation || !path || !verb) throw new Error(`${name}: ${method} cannot be read`);
  return { operation, method: verb, pattern: path.replace(/\$\{(?:[\w$.]+\()?(\w+)\)?\}/g, '{$1}') };
}

function rowOf(each) {
  const leftOut = each.leftOut ? `not told: ${each.leftOut.join(', ')}` : undefined;
  const remarks = [each.assumed, leftOut].filter(Boolean).join('; ');
  return [each.operation, code(`${each.method} ${each.pattern}`), stateOf(each), remarks];
}

function stateOf({ isMissing, isRetired, assumed }) {
  if (isMissing) return 'missing';
  if (isRetired) return 'retired';
  return assumed ? 'assumed' : 'faithful';
}
