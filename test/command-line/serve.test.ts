import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { createAckring, type RunOptions } from './run-ackring.js';

async function served(t: ExecutionContext, args: readonly string[] = [], options: RunOptions = {}) {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'prod', holders: { ops: { daysLeft: 100 } } },
        { name: 'far', region: 'cn-hangzhou', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  t.is((await ackring.run(['get', 'prod'])).code, 0);
  const fetched = emulator.requests.all().length;
  const child = ackring.start(['serve', '--listen', '127.0.0.1:0', ...args], options);
  const stderr = text(child.stderr);
  t.teardown(() => child.kill('SIGKILL'));
  const { value: url = '' } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return { emulator, ackring, child, url, stderr, asked: () => emulator.requests.all().slice(fetched) };
}

/** Waits for the results of the first scan. */
function shows(url: string, pattern: RegExp): Promise<string> {
  return until(async () => {
    const told = await (await fetch(url)).text();
    return pattern.test(told) ? told : null;
  });
}

test('the first line is the address, with the page and the metrics behind it, live', async (t) => {
  const { url, child, asked } = await served(t);
  t.regex(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const metrics = await shows(`${url}/metrics`, /^ackring_scan_up 1$/m);
  t.regex(metrics, /^ackring_kubeconfig_not_after_seconds\{source="server",cluster="far",/m);
  t.regex(metrics, /^ackring_kubeconfig_not_after_seconds\{source="held",cluster="prod",.*context="ack\//m);
  t.regex(metrics, /^ackring_source_up\{kind="region",source="cn-hangzhou"\} 1$/m);
  t.regex(metrics, /^ackring_scan_seconds \d{10}$/m);
  const page = await (await fetch(url)).text();
  t.regex(page, /<h1>Kubeconfigs by expiry<\/h1>[\s\S]*far[\s\S]*There is no credential in this page/);
  const calls = asked().length;
  for (const path of ['', '/metrics', '/metrics']) await (await fetch(`${url}${path}`)).text();
  t.is(asked().length, calls, 'whoever asks costs the cloud nothing');
  t.false(asked().some(({ operation }) => operation === 'DescribeClusterUserKubeconfig'));
  child.kill('SIGTERM');
  const [code] = await new Promise<unknown[]>((resolve) => child.once('exit', (...all) => resolve(all)));
  t.is(code, 143);
});

test('without credentials the local files are there, and the scan is reported as down', async (t) => {
  const nobody = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: '',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
  };
  const { url } = await served(t, [], { environment: nobody });
  const page = await shows(url, /could not be read since then/);
  t.regex(page, /prod/);
  t.regex(await (await fetch(`${url}/metrics`)).text(), /^ackring_scan_up 0$/m);
});

test('beyond loopback it refuses without a token, and requires a given one', async (t) => {
  const ackring = await createAckring(t, null);
  const open = await ackring.run(['serve', '--listen', '0.0.0.0:0']);
  t.is(open.code, 6);
  t.is(open.stdout, '');
  t.regex(open.stderr, /--token-file FILE/);
  const { url } = await served(t, [], { environment: { ACKRING_SERVE_TOKEN: 'a-token-of-some-length' } });
  t.is((await fetch(url)).status, 401);
  const authorization = 'Bearer a-token-of-some-length';
  t.is((await fetch(`${url}/metrics`, { headers: { authorization } })).status, 200);
});

test('invalid input is refused before listening', async (t) => {
  const ackring = await createAckring(t, null);
  for (const args of [
    ['--listen', 'nowhere'],
    ['--every', '1s'],
    ['--every', '2d'],
    ['--host', 'wall:9464'],
  ])
    t.is((await ackring.runHere(['serve', ...args])).code, 2, args.join(' '));
});
