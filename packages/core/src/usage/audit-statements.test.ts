import test from 'ava';
import type { LogRow } from '../cloud/log-service/log-service.js';
import {
  type DeedRow,
  deedStatement,
  hourStatement,
  type OriginRow,
  originStatement,
  type Whose,
} from './audit-statements.js';

// What a row of the audit log is read as.

const everybody: Whose = { uids: null, ofTokens: false };

const names: readonly (readonly [whose: Whose, name: string, isRead: boolean])[] = [
  [everybody, '42-a1Z', true],
  [everybody, 'kubernetes-admin-a1', true],
  [everybody, 'system:node:x', false],
  [everybody, '42', false],
  [everybody, '42-', false],
  [everybody, '42-a_b', false],
  [everybody, ' 42-a', false],
  [everybody, '42-a ', false],
  [everybody, 'ram:42', false],
  [{ ...everybody, uids: ['42', '43'] }, '43-a', true],
  [{ ...everybody, uids: ['42', '43'] }, '44-a', false],
  [{ ...everybody, uids: ['42|44'] }, '44-a', false],
  [{ ...everybody, uids: ['kubernetes-admin'] }, 'kubernetes-admin-a', true],
  [{ uids: null, ofTokens: true }, 'ram:42', true],
  [{ uids: null, ofTokens: true }, '42-a', false],
  [{ uids: ['42'], ofTokens: true }, 'ram:43', false],
];
for (const [whose, name, isRead] of names)
  test(`of ${JSON.stringify(whose)} a row of ${JSON.stringify(name)} is ${isRead ? '' : 'not '}read`, (t) => {
    const row = { name, used_from: '1793966400', used_to: '1793966400', calls: '1' };
    t.is(originStatement(whose, true).read(row)?.commonName, isRead ? name : undefined);
    t.is(deedStatement(whose, true).read(row)?.commonName, isRead ? name : undefined);
  });

const sha256 = '0123456789abcdef'.repeat(4);
const origins: readonly (readonly [change: LogRow, read: Partial<OriginRow> | null])[] = [
  [{}, { certificate: null, address: '', agent: '', isByToken: false, calls: 1 }],
  [{ used_from: '179396640' }, { first: new Date(179_396_640_000) }],
  [{ used_from: '17939664' }, null],
  [{ used_to: '17939664000' }, { last: new Date(17_939_664_000_000) }],
  [{ used_to: '179396640000' }, null],
  [{ used_to: '2026-11-06' }, null],
  [{ certificate: `X509SHA256=${sha256}` }, { certificate: sha256 }],
  [{ certificate: sha256 }, { certificate: null }],
  [{ certificate: `X509SHA256=${sha256.toUpperCase()}` }, { certificate: null }],
  [{ addresses: '["203.0.113.7"]' }, { address: '203.0.113.7' }],
  [{ addresses: '["1.1.1.1","203.0.113.7"]' }, { address: '203.0.113.7' }],
  [{ addresses: '203.0.113.7' }, { address: '203.0.113.7' }],
  [{ agent: 'kubectl/v1.34.1 (linux/amd64) kubernetes/0' }, { agent: 'kubectl/v1.34.1' }],
  [{ agent: 'x'.repeat(101) }, { agent: 'x'.repeat(100) }],
  [{ source: 'AckToken' }, { isByToken: true }],
  [{ calls: '' }, { calls: 0 }],
  [{ calls: '9'.repeat(15) }, { calls: 999_999_999_999_999 }],
  [{ calls: '9'.repeat(16) }, { calls: 0 }],
  [{ calls: '-1' }, { calls: 0 }],
];
for (const [change, read] of origins)
  test(`an origin with ${JSON.stringify(change)} is ${read === null ? 'unusable' : JSON.stringify(read)}`, (t) => {
    const row = { name: '42-a', used_from: '1793966400', used_to: '1793966400', calls: '1', ...change };
    const found = originStatement(everybody, true).read(row);
    if (read === null) t.is(found, null);
    else t.like(found, read);
  });

const tom = '{"username":"tom","groups":["people"]}';
const deeds: readonly (readonly [change: LogRow, read: Partial<DeedRow>])[] = [
  [{}, { verb: '', apiGroup: '', resource: '', namespace: null, path: '', calls: 0, isRefused: false }],
  [
    { verb: 'get', api_group: 'apps', resource: 'deployments' },
    { verb: 'get', apiGroup: 'apps', resource: 'deployments' },
  ],
  [{ resource: 'pods', part: 'exec' }, { resource: 'pods/exec' }],
  [{ resource: 'pods', part: '' }, { resource: 'pods' }],
  [{ namespace: 'web' }, { namespace: 'web' }],
  [{ namespace: '' }, { namespace: null }],
  [{ path: '/metrics' }, { path: '/metrics' }],
  [{ code: '200' }, { isRefused: false }],
  [{ code: '401' }, { isRefused: true }],
  [{ code: '403' }, { isRefused: true }],
  [{ code: '404' }, { isRefused: false }],
  [{ impersonated: '' }, { impersonated: '', impersonatedGroups: [] }],
  [{ impersonated: tom }, { impersonated: 'tom', impersonatedGroups: ['people'] }],
  [{ impersonated: '{"username":"tom"}' }, { impersonated: 'tom', impersonatedGroups: [] }],
  [{ impersonated: 'tom' }, { impersonated: null, impersonatedGroups: [] }],
  [{ impersonated: '{}' }, { impersonated: null }],
  [{ calls: '7' }, { calls: 7 }],
];
for (const [change, read] of deeds)
  test(`a deed with ${JSON.stringify(change)} is ${JSON.stringify(read)}`, (t) => {
    t.like(deedStatement(everybody, true).read({ name: '42-a', ...change }), read);
  });

test('a log without impersonation tells of nobody whether he was himself, and a row without a name is none', (t) => {
  const { read } = deedStatement(everybody, false);
  t.is(read({ name: '42-a' })?.impersonated, null);
  t.is(read({}), null);
});

test('paths, impersonation and certificates are asked for, and grouped by, only where the index has them', (t) => {
  const asked = (text: string, words: readonly string[]) =>
    words.map((word) => [text.includes(` as ${word}`), text.split('group by')[1]?.includes(word)]);
  for (const isKnown of [true, false]) {
    const both = [isKnown, isKnown];
    const deed = deedStatement(everybody, isKnown).text;
    t.deepEqual(asked(deed, ['path', 'impersonated', 'verb']).slice(0, 2), [both, both]);
    t.deepEqual(asked(originStatement(everybody, isKnown).text, ['certificate', 'source']), [both, both]);
  }
});

const hour = 1_793_966_400;
const hours: readonly (readonly [what: string, row: LogRow, isRead: boolean])[] = [
  ['one instant', { slot: `${hour}`, earliest: `${hour}`, latest: `${hour}` }, true],
  ['all of it', { slot: `${hour}`, earliest: `${hour}`, latest: `${hour + 3_599}` }, true],
  ['more than it', { slot: `${hour}`, earliest: `${hour}`, latest: `${hour + 3_600}` }, false],
  ['what was before it', { slot: `${hour}`, earliest: `${hour - 1}`, latest: `${hour}` }, false],
  ['an end before its beginning', { slot: `${hour}`, earliest: `${hour + 2}`, latest: `${hour + 1}` }, false],
  ['no hour', { earliest: `${hour}`, latest: `${hour}` }, false],
  ['no beginning', { slot: `${hour}`, latest: `${hour}` }, false],
  ['no end', { slot: `${hour}`, earliest: `${hour}` }, false],
];
for (const [what, row, isRead] of hours)
  test(`an hour with ${what} is ${isRead ? '' : 'not '}read`, (t) => {
    t.is(hourStatement.read(row) !== null, isRead);
  });
