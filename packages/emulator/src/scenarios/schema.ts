import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { Scenario } from '../world/scenario.js';
import { switchesSchema } from '../world/scenario.js';
import { type ScenarioName, scenarios } from './scenarios.js';

const words = v.array(v.string());

const optional = v.exactOptional;

const whole = v.pipe(v.number(), v.integer());

const statement = v.strictObject({
  Effect: v.picklist(['Allow', 'Deny']),
  Action: v.union([v.string(), words]),
  Resource: v.union([v.string(), words]),
  Condition: optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
});

const identity = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  type: optional(v.picklist(['root', 'user', 'role'])),
  displayName: optional(v.string()),
  state: optional(v.picklist(['Active', 'InActive', 'Deleted'])),
  policies: optional(
    v.union([
      v.picklist(['full', 'none']),
      v.array(v.strictObject({ Version: v.literal('1'), Statement: v.array(statement) })),
    ]),
  ),
  trusts: optional(words),
  externalId: optional(v.string()),
  cloudService: optional(v.string()),
});

const holder = v.strictObject({
  daysLeft: optional(v.nullable(v.number())),
  roles: optional(words),
  lastSeenDaysAgo: optional(v.nullable(v.number())),
  uses: optional(
    v.array(
      v.strictObject({
        daysAgo: v.number(),
        address: v.string(),
        agent: optional(v.string()),
        verb: optional(v.string()),
        resource: optional(v.string()),
        namespace: optional(v.nullable(v.string())),
        times: optional(whole),
      }),
    ),
  ),
  state: optional(v.picklist(['removed', 'unknown'])),
  owner: optional(v.boolean()),
  mapped: optional(v.boolean()),
});

const apiServer = v.strictObject({
  anonymous: optional(v.boolean()),
  webhookAuthorizer: optional(v.picklist(['silent', 'down'])),
  controllers: optional(v.boolean()),
  objects: optional(
    v.array(
      v.looseObject({ metadata: v.looseObject({ name: v.string(), namespace: optional(v.string()) }) }),
    ),
  ),
  absent: optional(words),
});

const cluster = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  region: optional(v.string()),
  kind: optional(
    v.picklist(['managed', 'dedicated', 'serverless', 'edge', 'lingjun', 'acs', 'registered', 'hub']),
  ),
  spec: optional(v.string()),
  state: optional(v.string()),
  version: optional(v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/))),
  createdDaysAgo: optional(v.number()),
  public: optional(v.boolean()),
  privateReachable: optional(v.boolean()),
  endpoints: optional(
    v.array(
      v.strictObject({
        access: v.picklist(['public', 'private']),
        host: optional(v.pipe(v.string(), v.minLength(1))),
        inKubeconfigs: optional(v.boolean()),
      }),
    ),
  ),
  certificates: optional(v.picklist(['2022', '2026'])),
  tags: optional(v.record(v.string(), v.string())),
  members: optional(words),
  extraSans: optional(words),
  missingSans: optional(v.array(v.picklist(['public', 'private']))),
  auditLog: optional(v.boolean()),
  rrsa: optional(v.boolean()),
  audit: optional(
    v.strictObject({
      project: optional(v.string()),
      region: optional(v.string()),
      retentionDays: optional(v.number()),
      analysedHours: optional(v.number()),
      offDaysAgo: optional(v.strictTuple([v.number(), v.number()])),
    }),
  ),
  sharedWith: optional(v.record(v.string(), v.picklist([403, 404]))),
  latencyMs: optional(v.number()),
  addons: optional(words),
  mappings: optional(v.picklist(['on', 'off', 'unset'])),
  apiServer: optional(apiServer),
  holders: optional(v.record(v.string(), holder)),
});

const account = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  identities: optional(v.array(identity)),
  clusters: optional(v.array(cluster)),
  member: optional(v.picklist(['joined', 'deleting'])),
});

const scenario: v.GenericSchema<unknown, Scenario> = v.strictObject({
  account: optional(v.string()),
  accounts: optional(v.array(account)),
  regions: optional(words),
  caller: optional(v.string()),
  identities: optional(v.array(identity)),
  clusters: optional(v.array(cluster)),
  refusedRegions: optional(words),
  switches: optional(switchesSchema),
  generate: optional(v.strictObject({ clusters: whole, identities: whole })),
});

/** Parses a scenario from YAML or JSON data; throws an error that names every problem with its path. */
export function parseScenario(value: unknown, source: string): Scenario {
  const result = v.safeParse(scenario, value);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `  ${v.getDotPath(issue) ?? '(top)'}: ${issue.message}`);
  throw new Error(`${source} is no scenario:\n${problems.join('\n')}`);
}

/** A known scenario by name, one from a `.yaml`, `.yml` or `.json` file, or the given one. */
export function findScenario(scenario: ScenarioName | string | Scenario): Scenario {
  if (typeof scenario !== 'string') return scenario;
  const known = Object.entries(scenarios).find(([name]) => name === scenario);
  if (known) return known[1];
  if (/\.(ya?ml|json)$/.test(scenario)) return parseScenario(parse(readFileSync(scenario, 'utf8')), scenario);
  const names = Object.keys(scenarios).join(', ');
  throw new Error(`unknown scenario "${scenario}": use ${names}, or a .yaml file of your own`);
}
