import { answeredAs } from '@ackring/testkit/answered';
import { entry, now } from '@ackring/testkit/judged-rows';
import test from 'ava';
import type { ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';
import { judgeWidely, type WideLook } from './judge-widely.js';

// What is asked after a first look, by what that shows.

const { credential } = entry();
const certificate = credential.kind === 'certificate' ? credential : null;
const name = certificate?.subject.commonName ?? '';

const seen = (namespace: string, rights: NamespaceRights['seen']): NamespaceRights => ({
  ...{ namespace, seen: rights, isIncomplete: false, rules: [] },
});

/** Known to the server; with a right of its own in these namespaces alone. */
const known = (own: readonly string[], asked: readonly string[]): ApiServerObservation =>
  answeredAs(name, {
    ...{ namespaces: { kind: 'refused', as: name }, version: '1.37.2', serverTime: now },
    rights: asked.map((each) => seen(each, own.includes(each) ? 'some' : 'none')),
  });

const refused = { kind: 'refused', as: null } as const;
const busy = { kind: 'busy', status: 429, reason: null } as const;
const unnamed = (asked: readonly string[]): ApiServerObservation =>
  answeredAs('', {
    ...{ review: refused, identity: null, namespaces: refused, serverTime: now },
    rights: asked.map((each) => seen(each, 'refused')),
  });

interface Given extends Partial<Omit<WideLook, 'look'>> {
  /** Where it has a right of its own. */
  readonly own?: readonly string[];
  readonly away?: boolean;
  /** Whether the server has no time to list namespaces. */
  readonly isBusy?: boolean;
  /** Whether the server says who it is. */
  readonly isNamed?: boolean;
}

async function judged({ own = [], away = false, isBusy = false, isNamed = true, ...wide }: Given) {
  const asked: string[] = [];
  const result = await judgeWidely({
    ...{ certificate, namespace: null, now: () => now },
    ...wide,
    look: async (namespaces) => {
      asked.push(namespaces.join());
      if (away) return { kind: 'network', code: 'ECONNREFUSED' };
      if (isBusy) return answeredAs('', { review: refused, identity: null, namespaces: busy });
      return isNamed ? known(own, namespaces) : unnamed(namespaces);
    },
  });
  const { judgement } = result;
  const proven = judgement.kind === 'accepted' ? judgement.scope.kind : judgement.kind;
  return [proven, asked, result.currentCommonName] as const;
}

const permitted = (...namespaces: string[]) => ({ permittedNamespaces: async () => namespaces });
const called = (current: string | null) => ({ currentCommonName: async () => current });
const failing = async (): Promise<never> => Promise.reject(new Error('not today'));
const another = '228512345678901234-1800000000';

const rows: [what: string, given: Given, proven: string, asked: string[], name: string | null][] = [
  [
    'a right in its own namespace',
    { own: ['default'], ...permitted('web'), ...called(another) },
    'namespaces',
    ['default'],
    null,
  ],
  [
    'a right in the namespace that it names',
    { own: ['shop'], namespace: 'shop' },
    'namespaces',
    ['shop'],
    null,
  ],
  [
    'a right elsewhere',
    { own: ['web'], ...permitted('web'), ...called(another) },
    'namespaces',
    ['default', 'default,web'],
    null,
  ],
  ['no right', { ...permitted('web') }, 'unseen', ['default', 'default,web'], null],
  ['no right, and none on the list', { ...permitted() }, 'unseen', ['default'], null],
  ['no right, and no list', {}, 'unseen', ['default'], null],
  ['no right, and a list that fails', { permittedNamespaces: failing }, 'unseen', ['default'], null],
  ['no right, and another name by now', { ...called(another) }, 'disowned', ['default'], another],
  ['no right, and the same name', { ...called(name) }, 'unseen', ['default'], name],
  ['no right, and a cloud that fails', { currentCommonName: failing }, 'unseen', ['default'], null],
  ['no certificate', { certificate: null, ...called(another) }, 'unseen', ['default'], null],
  [
    'no right, and no word of who it is',
    { isNamed: false, ...permitted('web'), ...called(name) },
    'unknown',
    ['default', 'default,web'],
    name,
  ],
  [
    'no time to answer',
    { isBusy: true, ...permitted('web'), ...called(another) },
    'unknown',
    ['default'],
    null,
  ],
  ['no answer', { away: true, ...permitted('web'), ...called(another) }, 'unreachable', ['default'], null],
];

for (const [what, given, proven, asked, current] of rows)
  test(`with ${what} it is ${proven}`, async (t) => {
    t.deepEqual(await judged(given), [proven, asked, current]);
  });

test('whoever goes hears no judgement', async (t) => {
  const signal = AbortSignal.abort();
  await t.throwsAsync(judged({ permittedNamespaces: failing, signal }), { message: 'not today' });
  await t.throwsAsync(judged({ currentCommonName: failing, signal }), { message: 'not today' });
});
