import { createInterface } from 'node:readline';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { createAckring } from '../command-line/run-ackring.js';
import { openBrowser, openPage } from './browser.js';

const hostile = '<img src=https://evil.example/x onerror=alert(1)>';

async function served(t: ExecutionContext, environment: Record<string, string> = {}): Promise<string> {
  const emulator = await startEmulator({
    scenario: { clusters: ['prod', hostile].map((name) => ({ name, holders: { ops: { daysLeft: 20 } } })) },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const child = ackring.start(['serve', '--listen', '127.0.0.1:0'], { environment });
  t.teardown(() => child.kill('SIGKILL'));
  child.stderr.resume();
  const { value = '' } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return value;
}

test('a browser shows the page, live, and requests nothing else', async (t) => {
  const url = await served(t);
  const { page, requests, complaints } = await openPage(await openBrowser(t), url);
  while ((await page.locator('tbody tr').count()) < 2) await page.reload();
  t.true(await page.getByRole('heading', { name: 'Kubeconfigs by expiry' }).isVisible());
  t.deepEqual(await page.locator('tbody td:nth-child(3)').allTextContents(), [hostile, 'prod']);
  t.deepEqual(await page.locator('script, img, iframe, [onerror]').count(), 0);
  t.deepEqual(
    requests.filter((each) => !each.startsWith(url)),
    [],
  );
  t.deepEqual(complaints, []);
});

test('a foreign page cannot read it, under any name', async (t) => {
  const url = await served(t);
  const { port } = new URL(url);
  const rules = '--host-resolver-rules=MAP evil.example 127.0.0.1';
  const context = await openBrowser(t, ['--no-proxy-server', rules]);
  const rebound = await context.newPage();
  const response = await rebound.goto(`http://evil.example:${port}/metrics`);
  t.is(response?.status(), 403);
  t.notRegex(await rebound.content(), /ackring_/);
  const elsewhere = await context.newPage();
  await elsewhere.goto('data:text/html,<p>a page of somebody else’s');
  const read = `fetch('${url}/metrics').then((each) => each.text()).catch(() => 'refused')`;
  t.is(await elsewhere.evaluate(read), 'refused');
  const framed = `new Promise((resolve) => {
    const frame = Object.assign(document.createElement('iframe'), { src: '${url}' });
    frame.onload = () => { try { resolve(frame.contentDocument?.body.textContent ?? 'refused'); } catch { resolve('refused'); } };
    document.body.append(frame);
  })`;
  t.is(await elsewhere.evaluate(framed), 'refused');
});
