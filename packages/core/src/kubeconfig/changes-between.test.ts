import test from 'ava';
import { toText } from '../words/say.js';
import { changesBetween } from './merge.js';

const cluster = (server: string | null) => ({ name: 'c', cluster: server === null ? {} : { server } });
const context = (fields: object) => ({ name: 'x', context: { cluster: 'c', ...fields } });
const user = (fields: object) => ({ name: 'u', user: fields });
const file = (content: object) => JSON.stringify(content);
const whole = file({
  clusters: [cluster('https://a')],
  contexts: [context({ user: 'u' })],
  users: [user({ token: 't' })],
  'current-context': 'x',
});
const users = (...all: readonly object[]) => file({ users: all });
const broken = { 'client-certificate-data': 'bm9uZQ==' };

const rows: readonly (readonly [
  what: string,
  before: string | null,
  after: string | null,
  changes: readonly string[],
])[] = [
  [
    'a new file',
    null,
    whole,
    [
      'add clusters/c: https://a',
      'add contexts/x: user u',
      'add users/u: no certificate',
      'add current-context: x',
    ],
  ],
  [
    'a file that is gone',
    whole,
    null,
    [
      'remove clusters/c: https://a',
      'remove contexts/x: user u',
      'remove users/u: no certificate',
      'remove current-context: x',
    ],
  ],
  ['no file', null, null, []],
  ['the same', whole, whole, []],
  [
    'a server',
    file({ clusters: [cluster('https://a')] }),
    file({ clusters: [cluster('https://me:hush@b')] }),
    ['update clusters/c: https://REDACTED@b (was https://a)'],
  ],
  [
    'a server that is gone',
    file({ clusters: [cluster('https://a')] }),
    file({ clusters: [cluster(null)] }),
    ['update clusters/c: no server (was https://a)'],
  ],
  [
    'a namespace, and no user',
    file({ contexts: [context({ user: 'u' })] }),
    file({ contexts: [context({ namespace: 'web' })] }),
    ['update contexts/x: user none, namespace web (was user u)'],
  ],
  ['a token', users(user({ token: 't' })), users(user({ token: 'new' })), ['update users/u: no certificate']],
  [
    'a program',
    users(user({ exec: { command: 'kubelogin' } })),
    users(user(broken)),
    ['update users/u: certificate that cannot be read (was exec plug-in kubelogin)'],
  ],
  ['the order', users({ name: 'v' }, user({})), users(user({}), { name: 'v' }), []],
  [
    'one more behind another',
    users({ name: 'v' }),
    users({ name: 'v' }, user({})),
    ['add users/u: no certificate'],
  ],
  ['a second of its name, which kubectl does not read', users(user({})), users(user({}), user(broken)), []],
  ['one without a name', users(), users({ user: broken }), ['add users/: certificate that cannot be read']],
  [
    'the current context',
    file({ 'current-context': 'x' }),
    file({ 'current-context': 'y' }),
    ['update current-context: y (was x)'],
  ],
];

for (const [what, before, after, changes] of rows)
  test(`between two texts of a file is told: ${what}`, (t) => {
    t.deepEqual(
      changesBetween(before, after, 'f').map(
        ({ path, change, detail }) => `${change} ${path}: ${toText(detail)}`,
      ),
      changes,
    );
  });
