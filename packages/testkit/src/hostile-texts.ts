/** For tests only: texts that try to exhaust, confuse or poison their parser, by what each tries. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'a bomb of lists': bomb((name) => `[${Array(10).fill(name).join(', ')}]`),
  'a bomb of mappings': bomb(
    (name) => `{${Array.from({ length: 9 }, (_, key) => `k${key}: ${name}`).join(', ')}}`,
  ),
  'aliases without number': `x: &x y\nusers:\n${'- name: *x\n'.repeat(5_000)}`,
  'an alias of itself': 'a: &a [*a]\n',
  'a merge of itself': 'a: &a {<<: *a}\n',
  'open brackets': `a: ${'['.repeat(20_000)}`,
  'brackets in brackets': `a: ${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  'blocks in blocks': Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  'lists in lists': `${'- '.repeat(10_000)}x`,
  'JSON in depth': `{"profiles": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  'keys without number': Array.from({ length: 60_000 }, (_, key) => `k${key}: v`).join('\n'),
  'a line without end': `a: "${'x'.repeat(2_000_000)}"\n`,
  'quotes without end': `a: '${"''".repeat(100_000)}`,
  'escapes without end': `a: "${'\\'.repeat(100_001)}`,
  'foreign tags': 'a: !!js/function "x"\nb: !<tag:evil> c\nclusters: !!set {a, b}\n',
  'control characters': 'a: "\0"\nclusters: []\n\0',
  'a prototype': [
    '__proto__: {polluted: yes}',
    'clusters: [{name: __proto__, cluster: {server: "https://h", __proto__: {polluted: yes}}}]',
    'users: [{name: constructor, user: {token: t, constructor: {prototype: {polluted: yes}}}}]',
    'contexts: [{name: __proto__, context: {cluster: __proto__, user: constructor}}]',
    'current-context: __proto__',
    '',
  ].join('\n'),
  'a prototype by merge': 'x: &x {__proto__: {polluted: yes}}\nclusters:\n- <<: *x\n  name: a\n',
  'a prototype in JSON':
    '{"__proto__": {"polluted": 1}, "profiles": [{"name": "__proto__", "mode": "constructor", "__proto__": {"polluted": 1}}], "current": "__proto__"}',
};

function bomb(ten: (name: string) => string): string {
  const layers = Array.from(
    { length: 8 },
    (_, layer) => `a${layer + 1}: &a${layer + 1} ${ten(`*a${layer}`)}`,
  );
  return ['a0: &a0 {x: y}', ...layers, 'clusters: *a8', ''].join('\n');
}

/** Whether one of them has polluted every object of this process. */
export function isPolluted(): boolean {
  return 'polluted' in {};
}

/**
 * For tests only: names that say something else to whoever reads what we generate, by whom they try. None of them may
 * come out as anything but a text.
 */
export const hostileNames: Readonly<Record<string, string>> = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is their template.
  'Serverless Devs': '${[].constructor.constructor("return process")().exit(9)}',
  'templates of art-template': '<% process.exit(9) %>{{@ process.exit(9) }}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: and theirs.
  Terraform: '%{ for x in [1] }${file("/etc/passwd")}%{ endfor }',
  'a calendar': 'a\r\nBEGIN:VALARM\r\nACTION:PROCEDURE',
  Prometheus: 'a"} 1\nackring_evil{a="b\\',
  'a browser': '</td></title></style><script>x</script><img src=x onerror=x>&lt;',
  'a shell': '$(touch x)`touch x`;\'"!*~ && touch x',
  YAML: 'a: [b, *c] # d\n--- !!js/function "x"',
  roff: ".so /etc/passwd\n'sy touch x",
  'a terminal': '\u001b]0;x\u0007\u001b[2J\u009b1m',
  'a reader': '\u202egnp\u2066\u200b\ufeff',
  'an option': '--help',
};
