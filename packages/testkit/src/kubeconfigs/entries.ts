import type { Field, Node, Style } from './yaml-text.js';

/** PEM texts that entries hold or refer to, by kind. */
export type Materials = Readonly<Record<'certificate' | 'key' | 'authority', string>>;

/** What entries are made from. */
export interface Stock {
  /** Few, so that files and lists share them. */
  readonly names: readonly string[];
  readonly materials: Materials;
}

/** Where certificates and keys lie beside a generated kubeconfig; some have nothing there. */
export const materialFiles: Readonly<Record<string, keyof Materials | null>> = {
  'ca.crt': 'authority',
  '1.ca.crt': 'authority',
  '2024-client.crt': 'certificate',
  'sub/client.key': 'key',
  '../above.key': 'key',
  '~/client.crt': 'certificate',
  'missing.pem': null,
  sub: null,
};

/** The fields of a whole kubeconfig. */
export function kubeconfigFields(stock: Stock, style: Style): Field[] {
  const { random, odd } = style;
  const count = () => (odd() ? random.below(3) : 1 + random.below(3));
  const list = (noun: string, fieldsOf: (stock: Stock, style: Style) => Field[]): Node => {
    const names = random.shuffled(stock.names).slice(0, count());
    const named = odd() ? [...names, random.one(stock.names)] : names;
    return { list: named.map((name) => entry(noun, name, fieldsOf(stock, style), style)) };
  };
  const fields: Field[] = [
    ['apiVersion', odd() ? odder(style) : { text: 'v1' }],
    ['kind', odd() ? odder(style) : { text: 'Config' }],
    ['preferences', odd() ? { fields: [['colors', odder(style)]] } : { fields: [] }],
    ['clusters', list('cluster', clusterFields)],
    ['contexts', list('context', contextFields)],
    ['users', list('user', userFields)],
    ['current-context', odd() ? odder(style) : { text: random.one(stock.names) }],
  ];
  if (odd()) fields.push(['extensions', extensions(style)]);
  return lessAndMore(random.once(3) ? random.shuffled(fields) : fields, style);
}

function entry(noun: string, name: string, fields: Field[], style: Style): Node {
  const { random, odd } = style;
  const anchor = random.once(4) ? { anchor: random.one(anchors) } : {};
  const merged: Field[] = odd() ? [['<<', mergeSource(style)]] : [];
  const own = random.shuffled([...merged, ...fields]);
  const inner: Node = odd() ? odder(style) : { fields: own, ...anchor };
  const item: Field[] = [
    [noun, inner],
    ['name', odd() ? odder(style) : { text: name }],
  ];
  return { fields: lessAndMore(random.once(2) ? item : item.reverse(), style) };
}

const anchors = ['a', 'b', 'c'] as const;

function mergeSource({ random }: Style): Node {
  const one = `*${random.one(anchors)}`;
  const inline = '{server: "https://127.0.0.1:9", token: merged, namespace: merged}';
  return {
    raw: random.one([one, one, `[${one}, *${random.one(anchors)}]`, inline, `[${inline}, ${one}]`, 'no']),
  };
}

function contextFields({ names }: Stock, { random, odd }: Style): Field[] {
  const fields: Field[] = [
    ['cluster', { text: random.one(names) }],
    ['user', { text: random.one(names) }],
  ];
  if (random.once(3)) fields.push(['namespace', { text: random.one(['team-a', 'default', 'Not A Label']) }]);
  return odd() ? [...fields, ['extensions', extensions({ random, odd })]] : fields;
}

function clusterFields(stock: Stock, style: Style): Field[] {
  const { random, odd } = style;
  const fields: Field[] = [['server', { text: random.one(servers) }]];
  if (random.once(2)) fields.push(['certificate-authority-data', data('authority', stock, style)]);
  if (random.once(4)) fields.push(['certificate-authority', path(style)]);
  if (random.once(6)) fields.push(['insecure-skip-tls-verify', flag(style)]);
  if (random.once(6)) fields.push(['tls-server-name', { text: 'kubernetes.default' }]);
  if (random.once(8)) fields.push(['proxy-url', { text: random.one(proxies) }]);
  if (odd()) fields.push(['disable-compression', flag(style)]);
  if (random.once(8)) fields.push(['extensions', extensions(style)]);
  return fields;
}

const servers = [
  'https://127.0.0.1:6443',
  'https://127.0.0.1:6444',
  'https://api.example.com:6443/k8s/clusters/c-1?a=b#c',
  'https://api.example.com/',
  'https://[::1]:6443',
  'http://127.0.0.1:8080',
  '127.0.0.1:6443',
  'HTTPS://API.example.com',
  '',
] as const;

const proxies = [
  'http://127.0.0.1:3128',
  'https://proxy.example.com',
  'socks5://127.0.0.1:1080',
  'socks5h://127.0.0.1:1080',
  'proxy.example.com:3128',
  'http://a b',
  'HTTP://proxy.example.com',
  '%zz',
] as const;

type Kind = 'certificate' | 'token' | 'tokenFile' | 'basic' | 'exec' | 'provider' | 'impersonation' | 'none';

function userFields(stock: Stock, style: Style): Field[] {
  const { random, odd } = style;
  const kinds: Kind[] = [random.one(userKinds)];
  while (odd()) kinds.push(random.one(userKinds));
  return kinds.flatMap((kind) => credentials[kind](stock, style));
}

const userKinds: readonly Kind[] = [
  'certificate',
  'certificate',
  'token',
  'tokenFile',
  'basic',
  'exec',
  'provider',
  'impersonation',
  'none',
];

const credentials: Readonly<Record<Kind, (stock: Stock, style: Style) => Field[]>> = {
  certificate: (stock, style) => {
    const fields: Field[] = [];
    const place = style.random.below(3);
    if (place !== 1) fields.push(['client-certificate-data', data('certificate', stock, style)]);
    if (place === 1 || style.odd()) fields.push(['client-certificate', path(style)]);
    if (place !== 2 && !style.odd()) fields.push(['client-key-data', data('key', stock, style)]);
    if (place === 2 || style.odd()) fields.push(['client-key', path(style)]);
    return fields;
  },
  token: (_, { random }) => [['token', { text: random.one(['abc.def.ghi', 'abc', '', ' padded ']) }]],
  tokenFile: (_, style) => [['tokenFile', path(style)]],
  basic: (_, { odd }) => [
    ['username', { text: odd() ? '' : 'admin' }],
    ...(odd() ? [] : ([['password', { text: 'p: #%@' }]] satisfies Field[])),
  ],
  exec: (_, style) => [['exec', style.odd() ? odder(style) : { fields: execFields(style) }]],
  provider: (_, { random }) => [
    [
      'auth-provider',
      {
        fields: [
          ['name', { text: random.one(['gcp', 'oidc', 'azure']) }],
          ['config', { fields: [['access-token', { text: 'abc' }]] }],
        ],
      },
    ],
  ],
  impersonation: (_, { random, odd }) => {
    const fields: Field[] = odd() ? [] : [['as', { text: 'jane' }]];
    if (random.once(2)) fields.push(['as-uid', { text: 'u1' }]);
    if (random.once(2)) fields.push(['as-groups', { list: [{ text: 'ops' }, { text: 'dev' }] }]);
    if (random.once(2))
      fields.push([
        'as-user-extra',
        { fields: [['Scopes', { list: [{ text: 'view' }, { text: 'edit' }] }]] },
      ]);
    return fields;
  },
  none: () => [],
};

function execFields(style: Style): Field[] {
  const { random, odd } = style;
  const versions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const;
  const fields: Field[] = [
    ['apiVersion', { text: odd() ? 'client.authentication.k8s.io/v1alpha1' : random.one(versions) }],
    [
      'command',
      { text: random.one(['true', './bin/plugin', '3rdparty/plugin', '../up', '/bin/true', '~/x', '1']) },
    ],
    ['args', { list: [{ text: 'get-token' }, odd() ? odder(style) : { text: '--region' }] }],
  ];
  if (random.once(2))
    fields.push([
      'env',
      {
        list: [
          {
            fields: lessAndMore(
              [
                ['name', { text: 'A' }],
                ['value', { text: 'b' }],
              ],
              style,
            ),
          },
        ],
      },
    ]);
  if (!odd())
    fields.push([
      'interactiveMode',
      { text: odd() ? 'Sometimes' : random.one(['Never', 'IfAvailable', 'Always']) },
    ]);
  if (random.once(2)) fields.push(['provideClusterInfo', flag(style)]);
  if (random.once(4)) fields.push(['installHint', { text: 'install\tit\u001b[1m' }]);
  return lessAndMore(random.shuffled(fields), style);
}

function extensions({ random, odd }: Style): Node {
  const one = (): Node => ({
    fields: [
      ['name', { text: random.one(['client.authentication.k8s.io/exec', 'x', 'y']) }],
      [
        'extension',
        random.one<Node>([
          { fields: [['audience', { text: 'a' }]] },
          { raw: '[1, 2.50, yes, ~]' },
          { raw: '' },
        ]),
      ],
    ],
  });
  return { list: odd() ? [one(), one()] : [one()] };
}

function data(kind: keyof Materials, { materials }: Stock, { random, odd }: Style): Node {
  const pem = odd() ? random.one(Object.values(materials)) : materials[kind];
  const base64 = Buffer.from(pem).toString('base64');
  if (!odd()) return { raw: base64 };
  return random.one<Node>([
    { text: base64.slice(0, 41) },
    { text: `${base64.slice(0, 64)}\n${base64.slice(64)}` },
    { raw: `|\n  ${base64.replaceAll(/.{64}/g, '$&\n  ')}` },
    { text: Buffer.from('neither PEM nor DER').toString('base64') },
    {
      text: Buffer.from(
        pem.replaceAll(/ (?:CERTIFICATE|(?:RSA )?PRIVATE KEY)/g, ' X509 CERTIFICATE'),
      ).toString('base64'),
    },
    { text: '' },
    { raw: '[45, 45]' },
    { text: base64.replaceAll('=', '') },
    { text: `${base64.replaceAll('+', '-').replaceAll('/', '_')}` },
  ]);
}

function path({ random, odd }: Style): Node {
  return odd()
    ? { raw: random.one(['1', '~', '2024-01-01', '1.5', '""']) }
    : { text: random.one(Object.keys(materialFiles)) };
}

function flag({ random, odd }: Style): Node {
  return {
    raw: odd()
      ? random.one(['yes', 'on', 'y', 'True', 'no', '"true"', '1', '~', ''])
      : random.one(['true', 'false']),
  };
}

/** What hardly anybody would put there. */
function odder({ random }: Style): Node {
  return {
    raw: random.one([
      ...[
        '',
        '~',
        'null',
        '1',
        '1.5',
        '0x1',
        '0o7',
        '007',
        '1_000',
        '1e3',
        '.inf',
        '-.NaN',
        '2024-01-01',
        '12:30:45',
      ],
      ...[
        'yes',
        'No',
        'y',
        'off',
        'TRUE',
        '"true"',
        '=',
        '<<',
        '*a',
        '&a x',
        '*nowhere',
        '{}',
        '{a: b}',
        '[]',
        '[a]',
        '[1]',
      ],
      ...[
        '!!str 1',
        '!!binary aGk=',
        '!!int "3"',
        '!!float 1',
        '!!bool yes',
        '!foo bar',
        '12345678901234567890',
      ],
      ...[
        '"a\\/b"',
        '"\\x41\\u00e9\\e"',
        '"\\q"',
        '"a\tb"',
        'a\tb',
        '\ta',
        "'a\n\n  b'",
        'a\n  b',
        '|\n  block',
        '>+\n  folded\n',
      ],
      ...[
        '@a',
        '`a',
        '%a',
        '-',
        '- a',
        '? a',
        'a: b',
        'a #b',
        'a#b',
        '"a"b',
        'a]',
        'a,b',
        '+1',
        '-0',
        '0b11',
        '1.',
        '.5',
        '!<tag:yaml.org,2002:str> 1',
      ],
    ]),
  };
}

function lessAndMore(fields: readonly Field[], style: Style): Field[] {
  const { random, odd } = style;
  const kept = fields.filter(() => !odd());
  const twice = fields.filter(() => odd()).map(([key]): Field => [key, odder(style)]);
  const unknown: Field[] = odd()
    ? [[random.one(['x-mine', 'Name', 'CLUSTER', '1', '~', 'yes', '1.5']), odder(style)]]
    : [];
  return [...kept, ...twice, ...unknown];
}
