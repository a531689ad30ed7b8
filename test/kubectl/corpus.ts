/** One kubeconfig of the corpus; `CERT`, `KEY` and `CA` stand for base64 texts that the test makes. */
export interface CorpusFile {
  readonly name: string;
  readonly text: string;
  /** `merged` by default; `refused` if editing would not be safe, or kubectl itself refuses the file. */
  readonly expect?: 'merged' | 'refused';
}

const dev = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: CA
    server: https://10.0.0.1:6443
  name: dev
contexts:
- context:
    cluster: dev
    namespace: web
    user: dev
  name: dev
current-context: dev
kind: Config
preferences: {}
users:
- name: dev
  user:
    client-certificate-data: CERT
    client-key-data: KEY
`;

const minimal = 'apiVersion: v1\nkind: Config\n';

function devWith(from: string | RegExp, to: string): string {
  return dev.replace(from, to);
}

/** Wraps base64 into a block the way people paste it. */
function inBlock(indicator: string, key: 'KEY' | 'KEY_IN_LINES'): string {
  return dev.replace('client-key-data: KEY', `client-key-data: ${indicator}\n      ${key}`);
}

/** Kubeconfigs of every layout we could think of, written for this test. */
export const corpus: readonly CorpusFile[] = [
  // As programs write them.
  { name: 'kubectl', text: dev },
  {
    name: 'kubectl, empty lists',
    text: `${minimal}clusters: []\ncontexts: []\ncurrent-context: ""\npreferences: {}\nusers: []\n`,
  },
  {
    name: 'kubectl, null lists',
    text: `${minimal}clusters: null\ncontexts: null\ncurrent-context: ""\npreferences: {}\nusers: null\n`,
  },
  {
    name: 'ACK, account root, old sample with a newline first',
    text: `\n${devWith(/dev/g, 'kubernetes').replaceAll('user: kubernetes', 'user: "kubernetes-admin"').replace('- name: kubernetes\n', '- name: "kubernetes-admin"\n')}`,
  },
  {
    name: 'ACK, RAM user with a numeric name',
    text: devWith('    user: dev', '    user: "212345678901234567"').replace(
      '- name: dev',
      '- name: "212345678901234567"',
    ),
  },
  {
    name: 'minikube, extensions and paths',
    text: `${minimal}clusters:
- cluster:
    certificate-authority: /home/dev/.minikube/ca.crt
    extensions:
    - extension:
        last-update: Tue, 24 Nov 2026 09:00:00 CST
        provider: minikube.sigs.k8s.io
        version: v1.38.0
      name: cluster_info
    server: https://192.168.49.2:8443
  name: minikube
contexts:
- context:
    cluster: minikube
    extensions:
    - extension:
        provider: minikube.sigs.k8s.io
        version: 1.38
        enabled: true
      name: context_info
    user: minikube
  name: minikube
current-context: minikube
preferences: {}
users:
- name: minikube
  user:
    client-certificate: /home/dev/.minikube/client.crt
    client-key: /home/dev/.minikube/client.key
`,
  },
  {
    name: 'eks, exec plug-in',
    text: `${minimal}clusters:
- cluster: {server: https://eks.example, certificate-authority-data: CA}
  name: arn:aws:eks:ap-northeast-1:123456789012:cluster/web
contexts:
- context:
    cluster: arn:aws:eks:ap-northeast-1:123456789012:cluster/web
    user: arn:aws:eks:ap-northeast-1:123456789012:cluster/web
  name: arn:aws:eks:ap-northeast-1:123456789012:cluster/web
users:
- name: arn:aws:eks:ap-northeast-1:123456789012:cluster/web
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - --region
      - ap-northeast-1
      - eks
      - get-token
      command: aws
      env:
      - name: AWS_PROFILE
        value: "007"
      interactiveMode: IfAvailable
      provideClusterInfo: false
`,
  },
  {
    name: 'gke, auth provider',
    text: devWith(
      / {4}client-certificate-data: CERT\n {4}client-key-data: KEY\n/,
      '    auth-provider:\n      config:\n        access-token: abc\n        expiry: "2026-11-24T00:00:00Z"\n      name: gcp\n',
    ),
  },
  {
    name: 'token',
    text: devWith(
      / {4}client-certificate-data: CERT\n {4}client-key-data: KEY\n/,
      '    token: eyJhbGciOi.J9.x-y_z\n',
    ),
  },
  {
    name: 'basic',
    text: devWith(
      / {4}client-certificate-data: CERT\n {4}client-key-data: KEY\n/,
      '    username: admin\n    password: "p: #%@"\n',
    ),
  },
  { name: 'k3s', text: devWith(/\bdev\b/g, 'default') },
  {
    name: 'JSON',
    text: '{"kind":"Config","apiVersion":"v1","preferences":{},"clusters":[{"name":"j","cluster":{"server":"https://j"}}],"users":[{"name":"j","user":{"token":"t"}}],"contexts":[{"name":"j","context":{"cluster":"j","user":"j"}}],"current-context":"j"}',
  },
  {
    name: 'JSON, indented, lists missing',
    text: '{\n  "kind": "Config",\n  "apiVersion": "v1",\n  "current-context": ""\n}\n',
  },
  {
    name: 'JSON, empty and null lists',
    text: '{"apiVersion": "v1", "kind": "Config", "clusters": [], "contexts": null, "users": []}\n',
  },

  // Empty and nearly empty.
  { name: 'nothing at all', text: '' },
  { name: 'a blank line', text: '\n' },
  { name: 'comments only', text: '# nothing here yet\n#\n' },
  { name: 'comments without a line break at the end', text: '# nothing here yet' },
  { name: 'kind alone', text: minimal },
  {
    name: 'without apiVersion and kind',
    text: devWith('apiVersion: v1\n', '').replace('kind: Config\n', ''),
  },
  { name: 'keys without values', text: `${minimal}clusters:\ncontexts:\nusers:\ncurrent-context:\n` },
  { name: 'keys with tildes', text: `${minimal}clusters: ~\ncontexts: ~\nusers: ~\ncurrent-context: ~\n` },
  {
    name: 'empty lists with comments',
    text: `${minimal}clusters: [] # none\ncontexts: []   # none either\nusers: [ ]\n`,
  },
  { name: 'one list missing', text: devWith(/users:.*/s, '') },
  { name: 'no line break at the end', text: dev.trimEnd() },
  {
    name: 'no line break at the end of an empty list',
    text: `${minimal}contexts: []\nusers: []\nclusters: []`,
  },
  { name: 'many blank lines at the end', text: `${dev}\n\n\n` },
  { name: 'a document marker first', text: `---\n${dev}` },
  { name: 'a document end mark', text: `---\n${dev}...\n` },
  { name: 'a YAML directive', text: `%YAML 1.1\n---\n${dev}` },

  // Order and indentation.
  {
    name: 'users first',
    text: `users:\n- name: a\n  user: {token: t}\ncontexts:\n- name: a\n  context: {cluster: a, user: a}\nclusters:\n- name: a\n  cluster: {server: https://a}\n${minimal}`,
  },
  { name: 'lists indented by two', text: dev.replaceAll(/^(?=[- ])/gm, '  ') },
  { name: 'lists indented by eight', text: dev.replaceAll(/^(?=[- ])/gm, '        ') },
  {
    name: 'each list indented differently',
    text: `${minimal}clusters:\n- name: a\n  cluster: {server: https://a}\ncontexts:\n    - name: a\n      context: {cluster: a, user: a}\nusers:\n  - name: a\n    user: {token: t}\n`,
  },
  {
    name: 'wide dashes',
    text: `${minimal}clusters:\n-   name: a\n    cluster:\n        server: https://a\nusers:\n-     name: a\n      user: {}\n`,
  },
  {
    name: 'a dash on a line of its own',
    text: `${minimal}clusters:\n-\n  name: a\n  cluster:\n    server: https://a\nusers: []\n`,
  },
  { name: 'an indented top level', text: dev.replaceAll(/^(?=.)/gm, '  '), expect: 'refused' },

  // Quoting.
  {
    name: 'double quotes',
    text: `"apiVersion": "v1"\n"kind": "Config"\n"clusters":\n- "name": "a b"\n  "cluster": {"server": "https://a"}\n"contexts":\n- "name": "a b"\n  "context": {"cluster": "a b", "user": "a b"}\n"current-context": "a b"\n"users": []\n`,
  },
  {
    name: 'single quotes',
    text: `'apiVersion': 'v1'\n'kind': 'Config'\n'clusters':\n- 'name': 'it''s'\n  'cluster': {'server': 'https://a'}\n'users': []\n'contexts': []\n`,
  },
  {
    name: 'escapes',
    text: `${minimal}clusters:\n- name: "tab\\tand \\u00e9 \\x41"\n  cluster: {server: "https://a"}\n`,
  },
  {
    name: 'quoted text over two lines',
    text: `${minimal}users:\n- name: a\n  user:\n    password: "one\n      two"\n    username: 'x\n\n      y'\n`,
  },
  {
    name: 'plain text over two lines',
    text: `${minimal}users:\n- name: a\n  user:\n    password: one\n      two\n    username: x\n`,
  },
  {
    name: 'words that look like other types, quoted',
    text: `${minimal}contexts:\n- name: "yes"\n  context: {cluster: "null", user: "1.10", namespace: "0x1F"}\n- name: "2026-11-24"\n  context: {cluster: "~", user: "on"}\n`,
  },
  { name: 'a key as a literal block', text: inBlock('|', 'KEY_IN_LINES') },
  {
    name: 'a key as a literal block that keeps its breaks, at the very end',
    text: inBlock('|+', 'KEY_IN_LINES').replace(/$/, '\n\n'),
  },
  { name: 'a key as a folded block', text: inBlock('>-', 'KEY') },
  { name: 'Chinese, Japanese and an emoji', text: devWith(/\bdev\b/g, '生产-東京-🚀') },

  // Flow style.
  {
    name: 'flow items',
    text: `${minimal}clusters:\n- {name: a, cluster: {server: https://a}}\ncontexts:\n- {name: a, context: {cluster: a, user: a}}\nusers:\n- {name: a, user: {token: t}}\n`,
  },
  {
    name: 'flow lists',
    text: `${minimal}clusters: [{name: a, cluster: {server: https://a}}]\ncontexts: [{name: a, context: {cluster: a, user: a}},\n  {name: b, context: {cluster: a, user: a}}]\nusers: [ {name: a, user: {token: t}} ] # one\n`,
  },
  {
    name: 'a flow list with a comma at the end',
    text: `${minimal}clusters: [{name: a, cluster: {server: https://a}},]\nusers: []\n`,
  },
  {
    name: 'a flow list over lines with comments',
    text: `${minimal}clusters: [\n  {name: a, cluster: {server: https://a}} # first\n  ]\nusers: []\n`,
  },
  { name: 'empty brackets at the top', text: '{}\n', expect: 'refused' },

  // Comments everywhere.
  { name: 'comments on every line', text: dev.replaceAll(/(?<=.)\n/g, ' # why\n') },
  { name: 'comments between entries', text: dev.replaceAll(/^- /gm, '# the next one\n# is important\n- ') },
  {
    name: 'a commented-out entry at the end of a list',
    text: devWith('contexts:\n', '# - cluster:\n#     server: https://old\n#   name: old\n\ncontexts:\n'),
  },
  {
    name: 'comments indented oddly',
    text: devWith('  name: dev\ncontexts', '      # deep\n  name: dev\n   # odd\ncontexts'),
  },
  { name: 'a comment right after a key', text: devWith('clusters:\n', 'clusters:   # all of them\n\n\n') },
  { name: 'blanks at line ends', text: dev.replaceAll(/(?<=[a-z]:|https:\/\/\S+|dev)\n/g, '   \n') },
  { name: 'blank lines between all lines', text: dev.replaceAll('\n', '\n\n') },

  // Line breaks, marks and tabs.
  { name: 'CRLF', text: dev.replaceAll('\n', '\r\n') },
  {
    name: 'CRLF, empty lists',
    text: `${minimal}clusters: []\ncontexts: []\nusers: []\n`.replaceAll('\n', '\r\n'),
  },
  { name: 'CRLF and LF mixed', text: dev.replaceAll(/\n(?=[cku])/g, '\r\n') },
  { name: 'a byte order mark', text: `\uFEFF${dev}` },
  { name: 'a byte order mark and CRLF', text: `\uFEFF${dev.replaceAll('\n', '\r\n')}` },
  { name: 'tabs between key and value', text: devWith('    server: ', '    server:\t') },
  { name: 'tabs before comments', text: devWith('current-context: dev', 'current-context: dev\t# now') },
  { name: 'tabs as indentation', text: devWith('    server', '\tserver'), expect: 'refused' },
  { name: 'carriage returns alone', text: dev.replaceAll('\n', '\r'), expect: 'refused' },
  {
    name: 'a control character',
    text: devWith('namespace: web', 'namespace: "w\u0007b"'),
    expect: 'refused',
  },

  // Anchors, aliases, merge keys, tags.
  {
    name: 'anchors and aliases',
    text: `${minimal}clusters:\n- name: &n a\n  cluster: &c {server: https://a}\n- name: b\n  cluster: *c\ncontexts:\n- name: *n\n  context: {cluster: *n, user: *n}\nusers: []\n`,
  },
  {
    name: 'merge keys',
    text: `${minimal}clusters:\n- name: a\n  cluster: &base\n    server: https://a\n    certificate-authority-data: CA\n- name: b\n  cluster:\n    <<: *base\n    server: https://b\nusers: []\ncontexts: []\n`,
  },
  {
    name: 'an anchor on a list',
    text: `${minimal}clusters: &all\n- name: a\n  cluster: {server: https://a}\nusers: []\ncontexts: []\n`,
  },
  {
    name: 'a list that is an alias',
    text: `${minimal}clusters: &all []\ncontexts: *all\n`,
    expect: 'refused',
  },
  {
    name: 'tags',
    text: `${minimal}clusters:\n- name: !!str 123\n  cluster: !!map {server: https://a}\nusers: []\n`,
  },
  {
    name: 'an explicit key',
    text: `${minimal}? clusters\n: - name: a\n    cluster: {server: https://a}\nusers: []\n`,
    expect: 'refused',
  },
  {
    name: 'an alias that leads nowhere',
    text: `${minimal}clusters:\n- name: *x\n  cluster: {}\n`,
    expect: 'refused',
  },

  // Unknown fields.
  {
    name: 'unknown fields at every level',
    text: `${minimal}x-top: {a: [1, 2.50, true, null]}\nclusters:\n- name: a\n  x-item: 1\n  cluster:\n    server: https://a\n    disable-compression: true\n    x-deep:\n      - 0x1F\n      - 007\n      - 1e3\nusers: []\npreferences:\n  colors: true\nextensions:\n- name: x\n  extension: {kind: Y, apiVersion: v1, n: 1.10}\n`,
  },
  {
    name: 'every known field',
    text: `${minimal}clusters:\n- name: a\n  cluster:\n    server: https://a\n    tls-server-name: b\n    insecure-skip-tls-verify: true\n    proxy-url: socks5://127.0.0.1:1\n    disable-compression: true\nusers:\n- name: a\n  user:\n    tokenFile: /t\n    as: root\n    as-uid: "1"\n    as-groups: [ops, dev]\n    as-user-extra: {k: [v]}\ncontexts: []\n`,
  },
  {
    name: 'dangling and orphaned entries',
    text: `${minimal}contexts:\n- name: a\n  context: {cluster: gone, user: gone}\nclusters:\n- name: orphan\n  cluster: {server: https://a}\n`,
  },
  { name: 'an entry of ours by name but not by mark', text: devWith(/\bdev\b/g, 'ack/cn-hangzhou/prod') },

  // Large.
  { name: 'three hundred contexts', text: manyContexts(300) },
  { name: 'a very long line', text: devWith('namespace: web', `namespace: ${'w'.repeat(200_000)}`) },

  // What kubectl refuses, so do we.
  {
    name: 'a repeated context',
    text: devWith('contexts:\n', 'contexts:\n- name: dev\n  context: {cluster: dev, user: dev}\n'),
    expect: 'refused',
  },
  {
    name: 'a repeated cluster',
    text: devWith('clusters:\n', 'clusters:\n- name: dev\n  cluster: {server: https://b}\n'),
    expect: 'refused',
  },
  {
    name: 'a repeated user',
    text: devWith('users:\n', 'users:\n- name: dev\n  user: {}\n'),
    expect: 'refused',
  },
  { name: 'a repeated list', text: `${dev}users: []\n`, expect: 'refused' },
  { name: 'two documents', text: `${dev}---\n${dev}`, expect: 'refused' },
  { name: 'broken off', text: dev.slice(0, 150).concat('\n   x: [1,\n'), expect: 'refused' },
  {
    name: 'conflict marks of git',
    text: `<<<<<<< HEAD\n${dev}=======\n${dev}>>>>>>> main\n`,
    expect: 'refused',
  },
  { name: 'an HTML page', text: '<!DOCTYPE html>\n<html><body>504</body></html>\n', expect: 'refused' },
  { name: 'a list at the top', text: '- a\n- b\n', expect: 'refused' },
  { name: 'a list that is a text', text: `${minimal}clusters: hello\n`, expect: 'refused' },
  { name: 'a list that is a mapping', text: `${minimal}users: {}\n`, expect: 'refused' },
  { name: 'a user that is a text', text: `${minimal}users:\n- name: a\n  user: hello\n`, expect: 'refused' },
  { name: 'an item that is a text', text: `${minimal}contexts: [hello]\n`, expect: 'refused' },
  { name: 'cut in the middle of a key', text: dev.replace('KEY', 'LS0tL'), expect: 'refused' },
  { name: 'another kind', text: 'apiVersion: v1\nkind: Pod\n', expect: 'refused' },
  ...scalarsWhereTextBelongs(
    ['1.10', '007', '0x1F', '0o7', '1_000', '1e3', '+1', '.inf', '-.INF', '.nan', '08'],
    'refused',
  ),
  ...scalarsWhereTextBelongs(['yes', 'Yes', 'off', 'N', 'True', 'y'], 'refused'),
  ...scalarsWhereTextBelongs(
    ['2026-11-24', '1.2.3', '190:20:30', '=', 'yEs', '0xZ', '1e', '._', '-a'],
    'merged',
  ),
];

function scalarsWhereTextBelongs(
  scalars: readonly string[],
  expect: NonNullable<CorpusFile['expect']>,
): CorpusFile[] {
  return scalars.map((scalar) => ({
    name: `a namespace that reads ${scalar}`,
    text: dev.replace('namespace: web', `namespace: ${scalar}`),
    expect,
  }));
}

function manyContexts(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return `apiVersion: v1
clusters:
${numbers.map((n) => `- cluster:\n    certificate-authority-data: CA\n    server: https://10.0.0.${n}:6443\n  name: c${n}\n`).join('')}contexts:
${numbers.map((n) => `- context:\n    cluster: c${n}\n    user: u${n}\n  name: x${n}\n`).join('')}current-context: x7
kind: Config
preferences: {}
users:
${numbers.map((n) => `- name: u${n}\n  user:\n    client-certificate-data: CERT\n    client-key-data: KEY\n`).join('')}`;
}
