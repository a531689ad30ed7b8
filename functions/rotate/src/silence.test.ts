import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyCounts, type RotationReport } from '@ackring/core/internal/rotation/report/report';
import test from 'ava';
import * as v from 'valibot';
import { parse } from 'yaml';
import { createJournal } from './handler.js';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFile(join(root, path), 'utf8');

const report: RotationReport = {
  runId: 'r1',
  mode: 'apply',
  now: '2027-01-01T00:00:00.000Z',
  startedAt: '2027-01-01T00:00:00.000Z',
  finishedAt: '2027-01-01T00:00:01.000Z',
  counts: emptyCounts,
  outcomes: [],
  failures: [],
};

test('the alarm in Log Service counts the lines that end a run, and no other', async (t) => {
  const rule = await read('functions/rotate/silence/log-service.tf');
  const query = /query\s+= "(.*)"\n/.exec(rule)?.[1]?.replaceAll('\\"', '"') ?? '';
  const phrases = [...(query.split(' | ')[0] ?? '').matchAll(/"([^"]+)"/g)].map(([, phrase = '']) => phrase);
  t.true(phrases.length > 0 && query.endsWith('| SELECT count(1) AS runs'));
  const isCounted = (line: string) => phrases.every((phrase) => line.includes(`"${phrase}"`));
  const lines: string[] = [];
  const journal = createJournal('r1', (line) => lines.push(line));
  journal.listen({ kind: 'planned', total: 1, work: 1 });
  journal.report({ ...report, mode: 'plan' });
  journal.metrics({ ...report, mode: 'plan' });
  // As a shard's, or as that of a run whose parts go on.
  journal.report(report);
  t.deepEqual(lines.filter(isCounted), []);
  journal.metrics(report);
  t.is(lines.filter(isCounted).length, 1);
});

const rulesSchema = v.strictObject({
  groups: v.array(
    v.strictObject({
      name: v.string(),
      rules: v.array(
        v.strictObject({
          alert: v.string(),
          expr: v.string(),
          for: v.pipe(v.string(), v.regex(/^\d+[smhd]$/)),
          labels: v.record(v.string(), v.string()),
          annotations: v.record(v.string(), v.string()),
        }),
      ),
    }),
  ),
});

test('the rules for Prometheus query existing metrics, and notice missing ones', async (t) => {
  const { groups } = v.parse(
    rulesSchema,
    parse(await read('functions/rotate/silence/prometheus-rules.yaml')),
  );
  const asked = groups.flatMap(({ rules }) => rules.flatMap(({ expr }) => expr.match(/ackring_\w+/g) ?? []));
  const source = await read('tui/src/subjects/expiry/prometheus.ts');
  const written = new Set([...source.matchAll(/name: '(ackring_\w+)'/g)].map(([, metric]) => metric));
  for (const metric of new Set(asked)) t.true(written.has(metric), metric);
  t.true(groups.some(({ rules }) => rules.some(({ expr }) => expr === 'absent(ackring_scan_seconds)')));
});
