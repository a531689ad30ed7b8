import test from 'ava';
import { clusterRole, roleNamed } from './roles.js';

const dash63 = `a${'-'.repeat(61)}b`;

/** A role, a namespace, and what is wrong with them; null for nothing. */
const rows: readonly (readonly [name: string, namespace: string | null, wrong: RegExp | null])[] = [
  ['dev', null, null],
  ['dev', 'web', null],
  ['system:node-reader.v2', 'web', null],
  ['x', null, null],
  ['', null, /name of a role/],
  ['-dev', null, /name of a role/],
  ['dev-', null, /name of a role/],
  ['a b', null, /name of a role/],
  ['a'.repeat(253), null, null],
  ['a'.repeat(254), null, /name of a role/],
  ['admin', null, null],
  ['admin', 'web', /for a whole cluster only/],
  ['restricted', 'web', null],
  ['dev', '', /name of a namespace/],
  ['dev', 'Web', /name of a namespace/],
  ['dev', '-web', /name of a namespace/],
  ['dev', 'a/b', /name of a namespace/],
  ['dev', dash63, null],
  ['dev', `${dash63}c`, /name of a namespace/],
];

for (const [name, namespace, wrong] of rows) {
  test(`the role ${name.slice(0, 30)} (${name.length}) of ${namespace ?? 'the whole cluster'} is ${wrong ? 'refused' : 'taken'}`, (t) => {
    if (wrong === null)
      t.like(clusterRole(name, namespace), {
        namespace,
        isCustom: !['dev', 'admin', 'restricted'].includes(name),
      });
    else t.throws(() => clusterRole(name, namespace), { code: 'UsageInvalid', message: wrong });
  });
}

/** What is typed, and the role of ACK that it is refused for. */
const typed = [
  ['opz', 'ops'],
  ['Ops', 'ops'],
  ['admin-veiw', 'admin-view'],
  ['my-own-reader', null],
  ['ops', null],
  ['ClusterRole/opz', null],
  ['clusterrole/admin-veiw', null],
] as const;

for (const [text, meant] of typed) {
  test(`the role ${text} is ${meant === null ? 'taken' : `not taken: perhaps ${meant} was meant`}`, (t) => {
    if (meant === null) t.is(roleNamed(text, null).name, text.replace(/^ClusterRole\//i, ''));
    else
      t.throws(() => roleNamed(text, null), {
        code: 'UsageInvalid',
        message: new RegExp(`mean ${meant}\\?`),
      });
  });
}
