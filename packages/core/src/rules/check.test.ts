import test from 'ava';
import type { KubeconfigState } from '../cloud/ack/api.js';
import type { IdentityType } from '../words/identity.js';
import { checkRules } from './check.js';
import { parseRules } from './rules.js';

const now = new Date('2026-11-27T12:00:00Z');

function state(change: {
  type?: IdentityType;
  days?: number | null;
  cluster?: string;
  service?: string;
}): KubeconfigState {
  const { type = 'user', days = 100, cluster = 'prod-a', service = null } = change;
  return {
    cluster: { id: 'c1', name: cluster, region: 'cn-hangzhou' },
    identity: { uid: '42', name: 'mei', type, state: 'active' },
    notAfter: days === null ? null : new Date(now.getTime() + days * 86_400_000),
    certificateState: days === null ? 'unissued' : days < 0 ? 'expired' : 'unexpired',
    revokable: true,
    cloudService: service,
  };
}

type Change = Parameters<typeof state>[0];

const rows = test.macro<[string, Change, 'kept' | 'broken' | 'none']>({
  exec(t, rule, change, verdict) {
    const [finding] = checkRules(parseRules(`[${rule}]`, 'rules'), [state(change)], now);
    t.is(finding?.verdict ?? 'none', verdict);
  },
  title: (_, rule, change, verdict) => `${rule} and ${JSON.stringify(change)}: ${verdict}`,
});

test(rows, '{identities: people, maxLife: 100d}', {}, 'kept');
test(rows, '{identities: people, maxLife: 99d}', {}, 'broken');
test(rows, '{identities: people, maxLife: 99d}', { type: 'root' }, 'broken');
test(rows, '{identities: people, maxLife: 99d}', { type: 'role' }, 'none');
test(rows, '{identities: roles, maxLife: 2399h}', { type: 'role' }, 'broken');
test(rows, '{identities: roles, maxLife: 2400h}', { type: 'role' }, 'kept');
test(rows, '{identities: roles, longTerm: false}', { type: 'unknown' }, 'broken');
test(rows, '{identities: mei, longTerm: false}', {}, 'broken');
test(rows, '{identities: "42", longTerm: false}', {}, 'broken');
test(rows, '{identities: tom, longTerm: false}', {}, 'none');
test(rows, '{identities: mei, longTerm: false}', { days: null }, 'kept');
test(rows, '{identities: mei, longTerm: false}', { days: -1 }, 'kept');
test(rows, '{identities: mei, clusters: "prod-*", longTerm: false}', {}, 'broken');
test(rows, '{identities: mei, clusters: "prod-*", longTerm: false}', { cluster: 'staging-prod-a' }, 'none');
test(rows, '{identities: mei, clusters: "p.o*", longTerm: false}', {}, 'none');
test(rows, '{identities: roles, longTerm: false}', { type: 'role', service: 'cs.aliyuncs.com' }, 'none');

test('each rule is told by its place, with what is left', (t) => {
  const rules = parseRules(
    '- {identities: people, maxLife: 90d}\n- {identities: mei, longTerm: false}\n',
    'rules',
  );
  const findings = checkRules(rules, [state({ days: 1 })], now);
  t.deepEqual(
    findings.map(({ rule, lifeMs, verdict }) => [rule, lifeMs, verdict]),
    [
      [1, 86_400_000, 'kept'],
      [2, 86_400_000, 'broken'],
    ],
  );
});

const bad = test.macro<[string, RegExp]>({
  exec(t, text, problem) {
    const error = t.throws(() => parseRules(text, 'rules.yaml'), { code: 'ConfigurationInvalid' });
    t.regex(error?.message ?? '', problem);
  },
  title: (_, text) => `no rules: ${text}`,
});

test(bad, '', /rules\.yaml/);
test(bad, '[]', /at least one rule/);
test(bad, 'a: [', /line 1, column 5: not YAML/);
test(bad, '[{identities: people}]', /maxLife, or longTerm/);
test(bad, '[{identities: people, maxLife: soon}]', /maxLife.*duration/);
test(bad, '[{identities: people, maxLife: 0d}]', /duration/);
test(bad, '[{identities: people, longterm: false}]', /longterm/);
test(bad, '[{clusters: "*", longTerm: false}]', /identities/);
