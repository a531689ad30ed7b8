import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { showsNoSecret } from './expectations.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

// A proxy can log every byte that passes it.

const scenario = { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] } as const;
const password = 'Proxy-Password-5b1f0c7e9d';

test('a proxy learns the requested server and its own password, and no other secret', async (t) => {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  const proxy = await listeningProxy(t);
  t.is((await program.run(['get', 'prod', '--long-term', '--context', 'mine', '--use'])).code, 0);
  const text = await readFile(program.kubeconfig, 'utf8');
  const url = `http://me:${password}@127.0.0.1:${proxy.port}`;
  await writeFile(program.kubeconfig, text.replace(/( +)(server: .*)/, `$1$2\n$1proxy-url: ${url}`));
  for (const args of [
    ['verify'],
    ['verify', '--json'],
    ['contexts', '--json'],
    ['inspect'],
    ['doctor', '--json'],
  ]) {
    await program.run(args);
  }
  t.is((await program.run(['verify'])).code, 0);
  const heard = proxy.heard();
  t.regex(heard, /^CONNECT 127\.0\.0\.1:\d+ HTTP/);
  const marks = cloud.marks();
  showsNoSecret(t, marks, [{ where: 'the proxy', text: heard }]);
  marks.addSecret("the proxy's password", password);
  showsNoSecret(t, marks, [...(await program.told()), ...cloud.told()]);
});

test('calls to the cloud go through a proxy, which learns host names and its own password, and no other secret', async (t) => {
  const emulator = await startEmulator({ scenario, tls: true });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  const { proxy: next = '', certificateAuthority = '' } = emulator.tls ?? {};
  const proxy = await listeningProxy(t, new URL(next));
  const authority = join(program.home, 'authority.pem');
  await writeFile(authority, certificateAuthority);
  const endpoints = Object.keys(emulator.environment).filter((name) => name.endsWith('_ENDPOINT'));
  const environment = {
    ...Object.fromEntries(endpoints.map((name) => [name, ''])),
    HTTPS_PROXY: `http://me:${password}@127.0.0.1:${proxy.port}`,
    NODE_EXTRA_CA_CERTS: authority,
  };
  t.is((await program.run(['get', 'prod', '--long-term'], { environment })).code, 0);
  await program.run(['doctor', '--json'], { environment });
  const heard = proxy.heard();
  t.regex(heard, /^CONNECT cs\.[\w-]+\.aliyuncs\.com:443 HTTP/);
  const marks = cloud.marks();
  showsNoSecret(t, marks, [{ where: 'the proxy', text: heard }]);
  marks.addSecret("the proxy's password", password);
  // The programs that it starts, such as kubectl, take the same proxy.
  const told = (await program.told()).filter(({ where }) => !where.startsWith('environment of'));
  showsNoSecret(t, marks, [...told, ...cloud.told()]);
});

/** Passes everything on, to the next proxy if there is one, and keeps everything from our side. */
async function listeningProxy(t: ExecutionContext, next: URL | null = null) {
  const heard: Buffer[] = [];
  const server = createServer((client) => {
    client.once('data', (head: Buffer) => {
      heard.push(head);
      const [, host = '', port = ''] = /^CONNECT ([^:]+):(\d+) /.exec(head.toString('latin1')) ?? [];
      const far =
        next === null
          ? connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
          : connect(Number(next.port), next.hostname, () => far.write(head));
      client.on('data', (bytes: Buffer) => {
        heard.push(bytes);
        far.write(bytes);
      });
      far.pipe(client);
      far.on('error', () => client.destroy());
      client.on('close', () => far.destroy());
    });
    client.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => Buffer.concat(heard).toString('latin1'),
  };
}
