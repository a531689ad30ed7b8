import test from 'ava';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { Cluster } from '../words/cluster.js';
import { quoted } from '../words/say.js';
import type { World } from '../world.js';
import { type Finding, failed, findingToJson, fine } from './finding.js';
import { nodeFinding, proxyFindings, terminalFinding, withReportedVersions } from './machine.js';

const node = test.macro<[string, Finding['level']]>({
  exec(t, version, level) {
    t.is(nodeFinding(version).level, level);
  },
  title: (_, version, level) => `Node ${version} is ${level}`,
});

test(node, '20.19.0', 'warning');
test(node, '22.19.9', 'warning');
test(node, '22.20.0', 'ok');
test(node, '24.11.9', 'warning');
test(node, '24.12.0', 'ok');
test(node, '25.9.0', 'warning');
test(node, '26.0.0', 'ok');

const terminal = test.macro<[boolean, number, number, Finding['level']]>({
  exec(t, isTerminal, columns, rows, level) {
    t.is(terminalFinding({ isTerminal, columns, rows, environment: {} }).level, level);
  },
  title: (_, isTerminal, columns, rows, level) =>
    `${isTerminal ? 'a terminal' : 'no terminal'} of ${columns}×${rows} is ${level}`,
});

test(terminal, false, 0, 0, 'ok');
test(terminal, true, 60, 15, 'ok');
test(terminal, true, 59, 15, 'warning');
test(terminal, true, 60, 14, 'warning');

test("the terminal's colours are reported", (t) => {
  const told = (environment: Record<string, string>) =>
    findingToJson(terminalFinding({ isTerminal: true, columns: 80, rows: 24, environment })).detail;
  t.is(told({ TERM: 'xterm', COLORTERM: 'truecolor' }), '80×24, xterm, truecolor');
  t.is(told({ COLORTERM: 'truecolor', NO_COLOR: '1' }), '80×24, TERM unset, no color (NO_COLOR)');
});

test('an API server’s own version wins over the record if a certificate allows asking', async (t) => {
  const cluster = (id: string) => ({ id, name: id, version: '1.32.1' }) as Cluster;
  const entry = (context: string, clusterId: string | null, kind = 'certificate') =>
    ({
      context,
      credential: { kind },
      ack: clusterId === null ? null : { clusterId },
    }) as unknown as ContextEntry;
  const entries = [
    entry('plug-in', 'b', 'exec'),
    entry('first', 'a'),
    entry('again', 'a'),
    entry('elsewhere', 'x'),
    entry('nowhere', null),
    entry('silent', 'c'),
  ];
  const asked: string[] = [];
  const world = {
    contexts: async () => ({ entries }),
    async *verify(some: readonly ContextEntry[]) {
      for (const { context } of some) {
        asked.push(context);
        yield { context, serverVersion: context === 'silent' ? null : '1.34.0' };
      }
    },
  } as unknown as Pick<World, 'contexts' | 'verify'>;
  const heard = await withReportedVersions(['a', 'b', 'c'].map(cluster), world, new AbortController().signal);
  t.deepEqual(asked, ['first', 'silent']);
  t.deepEqual(
    heard.map(({ version }) => version),
    ['1.34.0', '1.32.1', '1.32.1'],
  );
});

test('the proxy in use is named without its password, and one that nobody reads if the cloud does not answer', (t) => {
  const [up, down] = [fine('clock', quoted('x')), failed('credentials', quoted('x'), 'Look.')];
  t.deepEqual(proxyFindings({}, [up, down]), []);
  t.deepEqual(proxyFindings({ https_proxy: 'http://me:password@proxy:3128' }, [up]).map(findingToJson), [
    {
      check: 'proxy',
      level: 'ok',
      detail: 'the cloud and API servers are asked through proxy:3128 (https_proxy)',
      remedy: null,
    },
  ]);
  t.like(proxyFindings({ HTTPS_PROXY: 'http://me:pass word@' }, [up]).map(findingToJson)[0], {
    level: 'failed',
    detail: 'HTTPS_PROXY is not the address of a proxy',
  });
  t.deepEqual(proxyFindings({ ALL_PROXY: 'http://proxy' }, [up]), []);
  t.like(proxyFindings({ ALL_PROXY: 'http://proxy' }, [up, down]).map(findingToJson)[0], {
    level: 'warning',
    detail: 'ALL_PROXY is set, and HTTPS_PROXY is not: the cloud is asked directly',
  });
});
