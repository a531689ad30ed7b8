import test from 'ava';
import { authorityDigest, refuseOtherServer } from './recipient.js';

const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
const own = pem('MIIBown');
const other = pem('MIIBother');
const servers = ['https://203.0.113.10:6443', 'https://192.168.0.1:6443', 'https://nlb.example'];
const entry = { clusterId: 'c1', servers, authority: authorityDigest(own) };

type Given = Readonly<Record<string, unknown>>;

const infoOf = (cluster: Given | undefined) =>
  JSON.stringify({ kind: 'ExecCredential', spec: { interactive: false, cluster } });
const under = (authority: string) => ({
  'certificate-authority-data': Buffer.from(authority).toString('base64'),
});
const unchecked = { 'insecure-skip-tls-verify': true };
const [server = ''] = servers;

type Answer = 'given' | 'refused';
const rows: readonly (readonly [what: string, given: Given, certificate: Answer, token: Answer])[] = [
  ['its server under its authority', { server, ...under(own) }, 'given', 'given'],
  ['another of its servers', { server: servers[1], ...under(own) }, 'given', 'given'],
  ['its load balancer at any port', { server: 'https://nlb.example:6443', ...under(own) }, 'given', 'given'],
  ['its server with a path and a slash', { server: `${server}/`, ...under(own) }, 'given', 'given'],
  ['the near end of a tunnel', { server: 'https://127.0.0.1:9999', ...under(own) }, 'given', 'given'],
  [
    'the same by name',
    { server: 'https://localhost:9', ...under(own), 'tls-server-name': 'k' },
    'given',
    'given',
  ],
  [
    'the near end of a tunnel to another',
    { server: 'https://[::1]:9', ...under(other) },
    'refused',
    'refused',
  ],
  ['another server', { server: 'https://198.51.100.7:6443', ...under(own) }, 'refused', 'refused'],
  ['another port', { server: 'https://203.0.113.10:8443', ...under(own) }, 'refused', 'refused'],
  [
    'a name that only begins like loopback',
    { server: 'https://127.0.0.1.example', ...under(own) },
    'refused',
    'refused',
  ],
  [
    'its address as a login of another',
    { server: 'https://203.0.113.10:6443@x.example', ...under(own) },
    'refused',
    'refused',
  ],
  ['another server, unchecked', { server: 'https://198.51.100.7:6443', ...unchecked }, 'refused', 'refused'],
  ['its server under another authority', { server, ...under(other) }, 'given', 'refused'],
  ['its server under what is no authority', { server, ...under('none') }, 'given', 'refused'],
  ['its server under the system’s authorities', { server }, 'given', 'refused'],
  ['its server among another authority', { server, ...under(own + other) }, 'given', 'refused'],
  ['its server, unchecked', { server, ...unchecked }, 'given', 'refused'],
  ['a tunnel, unchecked', { server: 'https://127.0.0.1:9', ...unchecked }, 'given', 'refused'],
  ['its server over plain http', { server: 'http://203.0.113.10:6443', ...under(own) }, 'given', 'refused'],
  [
    'its server in another layout of its authority',
    { server, ...under(own.replaceAll('\n', '\r\n')) },
    'given',
    'given',
  ],
];

for (const [what, given, certificate, token] of rows) {
  test(`for ${what} a certificate is ${certificate}, a token ${token}`, (t) => {
    const asked = (isToken: boolean) => () => refuseOtherServer(infoOf(given), { ...entry, isToken });
    for (const [ask, answer] of [
      [asked(false), certificate],
      [asked(true), token],
    ] as const) {
      if (answer === 'given') t.notThrows(ask);
      else
        t.throws(ask, {
          code: 'Refused',
          message: new RegExp(`${given['server']}`.replace(/[.[\]/]/g, '.')),
        });
    }
  });
}

test('what is not known refuses nothing: no word of kubectl’s, or none in the entry', (t) => {
  const asked = { ...entry, isToken: true };
  for (const info of [undefined, '', '{', 'null', infoOf(undefined), infoOf({})])
    t.notThrows(() => refuseOtherServer(info, asked));
  const old = { ...asked, servers: [], authority: null };
  t.notThrows(() => refuseOtherServer(infoOf({ server: 'https://198.51.100.7' }), old));
});

test('an entry whose cluster’s own settings name another cluster gets nothing', (t) => {
  const answer = (config: unknown) => {
    const execInfo = infoOf({ server, ...under(own), config });
    for (const isToken of [true, false]) refuseOtherServer(execInfo, { ...entry, isToken });
  };
  for (const config of [undefined, null, 'c2', {}, { clusterId: 'c1' }, { clusterId: 2 }])
    t.notThrows(() => answer(config), JSON.stringify(config));
  t.throws(() => answer({ clusterId: 'c2' }), { message: /cluster c1.*c2/ });
});
