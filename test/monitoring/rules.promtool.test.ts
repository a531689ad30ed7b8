import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import { hostileNames } from '@ackring/testkit/hostile-texts';
import test from 'ava';
import { createAckring } from '../command-line/run-ackring.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../../docs/monitoring', import.meta.url));
const silence = fileURLToPath(new URL('../../../functions/rotate/silence', import.meta.url));

test('the alert rules are well-formed, and fire when intended', async (t) => {
  await t.notThrowsAsync(run('promtool', ['check', 'rules', 'alerts.yaml'], { cwd: folder }));
  await t.notThrowsAsync(run('promtool', ['check', 'rules', 'prometheus-rules.yaml'], { cwd: silence }));
  await t.notThrowsAsync(run('promtool', ['test', 'rules', 'alerts.test.yaml'], { cwd: folder }));
});

interface Dashboard {
  readonly panels: readonly {
    readonly type: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

test('the dashboard asks what Prometheus understands, and shows no 0 for what nobody knows', async (t) => {
  const { panels }: Dashboard = JSON.parse(await readFile(join(folder, 'grafana-dashboard.json'), 'utf8'));
  const rules = panels.flatMap(({ targets }, panel) =>
    targets.map(({ expr }, target) => ({ record: `panel:${panel}:${target}`, expr })),
  );
  const figures = panels.flatMap(({ type, targets }) =>
    type === 'stat' ? targets.map(({ expr }) => expr).filter((expr) => expr.startsWith('count(')) : [],
  );
  t.is(figures.length, 4);
  const asked = (value: number | null) =>
    figures.map((expr) => ({
      expr,
      eval_time: '1m',
      exp_samples: value === null ? [] : [{ labels: '{}', value }],
    }));
  const read = { series: 'ackring_scan_seconds{instance="wall"}', values: '0x9' };
  const tests = [
    { name: 'nothing was read', input_series: [], promql_expr_test: asked(null) },
    { name: 'there is nothing to tell', input_series: [read], promql_expr_test: asked(0) },
  ];
  const own = await mkdtemp(join(tmpdir(), 'ackring-dashboard-'));
  t.teardown(() => rm(own, { recursive: true, force: true }));
  const write = (name: string, value: unknown) => writeFile(join(own, name), JSON.stringify(value));
  await write('rules.yaml', { groups: [{ name: 'dashboard', rules }] });
  await write('test.yaml', { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests });
  await t.notThrowsAsync(run('promtool', ['test', 'rules', 'test.yaml'], { cwd: own }));
});

test("the metrics follow Prometheus' rules, even with hostile names", async (t) => {
  const emulator = await startEmulator({
    scenario: {
      clusters: Object.values(hostileNames).map((name) => ({
        name,
        holders: { ops: { daysLeft: 100 } },
      })),
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const file = join(ackring.home, 'ackring.prom');
  const ran = await ackring.run(['expiry', '--prometheus', file]);
  t.is(ran.code, 0, ran.stderr);
  const promtool = spawn('promtool', ['check', 'metrics']);
  promtool.stdin.end(await readFile(file));
  const [told, said] = await Promise.all([text(promtool.stdout), text(promtool.stderr)]);
  t.is(told + said, '');
});
