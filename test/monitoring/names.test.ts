import { readFile } from 'node:fs/promises';
import { expiryMetrics } from 'ackring/subjects/expiry/prometheus';
import test from 'ava';
import { parse } from 'yaml';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

/** What the program can report, by name: from its own code, and from the sources of a run's metrics. */
async function reportedNames(): Promise<ReadonlySet<string>> {
  const sources = ['packages/core/src/rotation/report/run-metrics.ts', 'tui/src/features/serve/answers.ts'];
  const texts = await Promise.all(sources.map(read));
  const named = texts.flatMap((text) => [...text.matchAll(/'(ackring_\w+)'/g)].map(([, name = '']) => name));
  return new Set([...expiryMetrics([], [], null).map(({ name }) => name), ...named]);
}

const namesIn = (text: string) => [...new Set(text.match(/\backring_\w+/g))];

for (const path of [
  'docs/monitoring/grafana-dashboard.json',
  'docs/monitoring/alerts.yaml',
  'functions/rotate/silence/prometheus-rules.yaml',
]) {
  test(`${path} queries only reported names`, async (t) => {
    const reported = await reportedNames();
    const asked = namesIn(await read(path));
    t.true(asked.length > 0);
    t.deepEqual(
      asked.filter((name) => !reported.has(name)),
      [],
    );
  });
}

test('each reported name is documented', async (t) => {
  const documents = await Promise.all(['docs/on-call.md', 'docs/operating-rotation.md'].map(read));
  const documented = namesIn(documents.join('\n'));
  t.deepEqual(
    [...(await reportedNames())].filter((name) => !documented.includes(name)),
    [],
  );
});

test('each alert has a test of its own', async (t) => {
  const { groups } = parse(await read('docs/monitoring/alerts.yaml'));
  const { tests } = parse(await read('docs/monitoring/alerts.test.yaml'));
  const names = groups.flatMap(({ rules }: { rules: { alert: string }[] }) =>
    rules.map(({ alert }) => alert),
  );
  const tested = tests.flatMap((each: { alert_rule_test: { alertname: string }[] }) =>
    each.alert_rule_test.map(({ alertname }) => alertname),
  );
  t.deepEqual([...new Set(tested)].toSorted(), names.toSorted());
});

interface Panel {
  readonly id: number;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

test('the dashboard’s panels do not overlap, and each has a query', async (t) => {
  const { panels }: { panels: readonly Panel[] } = JSON.parse(
    await read('docs/monitoring/grafana-dashboard.json'),
  );
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)}:${y + Math.floor(index / w)}`),
  );
  t.is(new Set(cells).size, cells.length);
  t.true(panels.every(({ gridPos: { x, w } }) => x + w <= 24));
  t.is(new Set(panels.map(({ id }) => id)).size, panels.length);
  t.true(panels.every(({ targets }) => targets.every(({ expr }) => expr.includes('ackring_'))));
});
