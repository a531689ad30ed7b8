import { mutated } from '@ackring/testkit/kubeconfigs/mutated-text';
import { randomFrom } from '@ackring/testkit/random';
import { specimenNow, specimenOwner } from '@ackring/testkit/specimen';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { scanBlockLayout } from './block-scan.js';
import { listContexts } from './contexts.js';
import { toKubeconfig } from './kubeconfig.js';
import { planMerge } from './merge.js';
import { parseYamlTree } from './yaml-tree.js';
import { isSameValue, listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

// A fixed seed: what fails today fails tomorrow.
const seed = 20_261_124;
/** Fewer than in a soak test, so that the tests end in minutes. */
const rounds = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? 2_000);
const file = 'fuzzed';

const bases = [
  `clusters:
- cluster:
    certificate-authority-data: LS0tCg==
    server: https://10.0.0.1:6443
  name: dev
contexts:
- context:
    cluster: dev
    user: dev
  name: dev
current-context: dev
`,
  `users:
- name: dev
  user:
    exec:
      args:
      - get-token
      - --region
      provideClusterInfo: false
kind: Config
`,
  `# mine
users:
  - name: "a b"
    user: {token: 'x: y', password: "q"}
contexts: [{name: c, context: {cluster: &c k}}]
clusters:
  - name: *c
    cluster: {} # tail
`,
  '{"clusters": [{"name": "j", "cluster": {"server": "https://j"}}], "contexts": [], "users": null}\n',
  `clusters: []\r
users:\r
- name: r\r
  user:\r
    token: |\r
      abc\r
contexts:\r
`,
];

// Small, so that the time goes into reading and editing.
const issued = `clusters:
- name: kubernetes
  cluster: {server: 'https://203.0.113.10:6443'}
users:
- name: u
  user: {token: t}
contexts:
- name: c
  context: {cluster: kubernetes, user: u}
`;

function orRefusal<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof AckringError && error.code !== 'Internal') return null;
    throw error;
  }
}

/** The document without what the merge may set. */
function foreign(value: YamlMapping): YamlMapping {
  const lists = Object.entries(value).map(([key, list]) => {
    const isSection = ['clusters', 'contexts', 'users'].includes(key);
    const items = listOf(list).filter((item) => !(textOf(mappingOf(item)['name']) ?? '').startsWith('ack/'));
    return [key, isSection ? items : list] as const;
  });
  return Object.fromEntries(lists.filter(([, list]) => !Array.isArray(list) || list.length > 0));
}

test(`${rounds} mutated kubeconfigs: the scanner agrees with the parser, and a merge is whole or refused`, (t) => {
  Error.stackTraceLimit = 0; // half of the time for broken ones would go into stack traces
  const random = randomFrom(seed);
  const counts = { scanned: 0, parsed: 0, merged: 0, refused: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const text = mutated(bases[round % bases.length] ?? '', random);
    const scanned = scanBlockLayout(text);
    const parsed = orRefusal(() => parseYamlTree(text, file));
    if (scanned) {
      counts.scanned += 1;
      if (!parsed || !isSameValue(scanned.value, parsed.value))
        t.fail(`round ${round}: ${JSON.stringify(text)}`);
      if (parsed && !parsed.obstacle)
        t.deepEqual({ ...scanned, value: {} }, { ...parsed, value: {} }, JSON.stringify(text));
    }
    if (parsed) {
      counts.parsed += 1;
      listContexts([toKubeconfig(parsed.value, file)], specimenNow);
    }
    const plan = orRefusal(() =>
      planMerge({ existing: text, file, issued, owner: specimenOwner(), use: false, taken: [] }),
    );
    if (!plan) {
      counts.refused += 1;
      continue;
    }
    counts.merged += 1;
    const after = parseYamlTree(plan.text, file);
    const isWhole = parsed !== null && isSameValue(foreign(after.value), foreign(parsed.value));
    if (!isWhole) t.fail(`round ${round}: ${JSON.stringify(text)}\n${JSON.stringify(plan.text)}`);
  }
  t.log(counts);
  t.true(counts.scanned > rounds / 20 && counts.merged > rounds / 5 && counts.refused > rounds / 5);
});
