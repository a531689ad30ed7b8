import test from 'ava';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { AckringError } from '../words/errors.js';
import { quoted } from '../words/say.js';
import { requireConfirmation, requireLastResort } from './confirmation.js';

const expected = ['prod', 'c1'];

const typed: [given: string | null, isTaken: boolean][] = [
  ['prod', true],
  ['c1', true],
  [null, false],
  ['', false],
  ['Prod', false],
  ['prod ', false],
  ['pro', false],
  ['prod,c1', false],
];

test('only the exact name confirms', (t) => {
  for (const [given, isTaken] of typed) {
    const confirm = () => requireConfirmation({ expected, given, what: quoted('revoke'), flag: '--confirm' });
    if (isTaken) t.notThrows(confirm);
    else t.throws(confirm, { instanceOf: AckringError, code: 'ConfirmationMissing' }, JSON.stringify(given));
  }
  const nothing = () =>
    requireConfirmation({ expected: [''], given: '', what: quoted('x'), flag: '--confirm' });
  t.throws(nothing, { code: 'ConfirmationMissing' });
});

test('a missing confirmation says what to type', (t) => {
  const said = (given: string | null, flag: '--confirm' | '--force --confirm-force') =>
    t.throws(() => requireConfirmation({ expected: ['a b'], given, what: quoted('revoke'), flag }), {
      instanceOf: AckringError,
    });
  t.regex(said(null, '--confirm').message, /needs a typed confirmation: revoke/);
  t.regex(said('x', '--confirm').message, /another name was typed/);
  t.regex(said('', '--confirm').message, /nothing was typed: revoke/);
  t.regex(said(null, '--confirm').remedy, /`--confirm 'a b'`/);
  t.regex(said(null, '--force --confirm-force').remedy, /`--force --confirm-force 'a b'`/);
});

const entry = (clusterId: string | null) =>
  ({ context: 'x', ack: clusterId === null ? null : { clusterId } }) as unknown as ContextEntry;

test('a check is switched off only for a dedicated cluster and a context of it', (t) => {
  const cluster = (type: string) => ({ id: 'c1', name: 'prod', type, profile: 'Default' });
  const refusal = (type: string, to: string | null) => {
    try {
      requireLastResort(cluster(type), entry(to));
      return null;
    } catch (error) {
      return error instanceof AckringError ? `${error.code} ${error.message}` : String(error);
    }
  };
  t.is(refusal('Kubernetes', 'c1'), null);
  t.regex(refusal('Kubernetes', 'c2') ?? '', /^Refused .*does not lead/);
  t.regex(refusal('Kubernetes', null) ?? '', /^Refused .*does not lead/);
  t.regex(refusal('ManagedKubernetes', 'c1') ?? '', /^Refused prod is managed/);
  t.regex(refusal('ExternalKubernetes', 'c1') ?? '', /^Refused prod is registered/);
});
