import { request as plain } from 'node:http';
import { request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import { startCloud } from '@ackring/testkit/cloud';
import test from 'ava';
import { serviceNames, serviceOfHost } from './service-names.js';

const opened = async () => {
  const cloud = await startCloud('single', { tls: true });
  const { tls } = cloud.emulator;
  if (!tls) throw new Error('there is no TLS front');
  return { tls, [Symbol.asyncDispose]: cloud.emulator.stop };
};

interface Asked {
  readonly status: number | undefined;
  readonly body: string;
  /** For how long the server keeps the connection. */
  readonly kept: string | string[] | undefined;
}

/** GET of a host's root through the TLS port, without resolving the name. */
function ask(url: string, ca: string, host: string, servername = host): Promise<Asked> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: hostname, port, path: '/regions', servername, headers: { host }, ca },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += String(chunk);
        });
        response.on('end', () =>
          resolve({ status: response.statusCode, body, kept: response.headers['keep-alive'] }),
        );
      },
    );
    sent.once('error', reject).end();
  });
}

test('one https port answers for every service, by host name, with a certificate for that name', async (t) => {
  await using front = await opened();
  const { url, certificateAuthority } = front.tls;
  const told = async (host: string) => (await ask(url, certificateAuthority, host)).body;
  t.regex(await told('cs.ap-northeast-1.aliyuncs.com'), /IncompleteSignature.*product=CS/);
  t.regex(await told('sts.aliyuncs.com'), /MissingAccessKeyId.*product=Sts/);
  t.regex(await told('bucket.oss-cn-hangzhou.aliyuncs.com'), /<Code>AccessDenied/);
  t.regex(await told('kms.localhost'), /product=Kms/);
  t.is((await ask(url, certificateAuthority, 'sts.aliyuncs.com')).kept, 'timeout=120');
  const foreign = { code: 'ERR_TLS_CERT_ALTNAME_INVALID' };
  await t.throwsAsync(ask(url, certificateAuthority, 'example.com'), foreign);
  t.like(await ask(url, certificateAuthority, 'example.com', 'localhost'), { status: 403 });
  t.like(await ask(url, certificateAuthority, 'localhost', 'localhost'), { status: 421 });
});

test('the proxy leads the vendor’s names to that port, and nobody anywhere else', async (t) => {
  await using front = await opened();
  const { proxy, certificateAuthority: ca } = front.tls;
  const through = (host: string) =>
    new Promise<{ status: number | undefined; name: string | undefined }>((resolve, reject) => {
      const { hostname, port } = new URL(proxy);
      const asked = plain({ host: hostname, port, method: 'CONNECT', path: `${host}:443` });
      asked.once('error', reject).once('connect', ({ statusCode: status }, socket) => {
        if (status !== 200) {
          socket.destroy();
          return resolve({ status, name: undefined });
        }
        const secure = connect({ socket, servername: host, ca }, () => {
          resolve({ status, name: secure.getPeerCertificate().subjectaltname });
          secure.destroy();
        });
        secure.once('error', reject);
      });
      asked.end();
    });
  const host = 'cs.cn-hangzhou.aliyuncs.com';
  t.deepEqual(await through(host), { status: 200, name: `DNS:${host}` });
  t.like(await through('example.com'), { status: 403 });
  t.like(await through('127.0.0.1'), { status: 403 });
});

test('a client that leaves early, or sends nonsense, does not affect others', async (t) => {
  await using front = await opened();
  const { url, proxy, certificateAuthority } = front.tls;
  const lines = [
    'CONNECT cs.aliyuncs.com:443 HTTP/1.1\r\nHost: x\r\n\r\n',
    'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n',
    'CONNECT cs.aliyuncs.com:443 HTTP/1.1\r\nHost: x\r\n\r\nno TLS at all\r\n\r\n',
    'GET http://%%% HTTP/1.1\r\nHost: x\r\n\r\n',
    '\0\0\0\r\n\r\n',
  ];
  for (const line of lines) {
    for (const target of [proxy, url]) await abandoned(target, line);
  }
  t.like(await ask(url, certificateAuthority, 'cs.aliyuncs.com'), { status: 400 });
});

/** Sends something, and cuts the connection right away. */
function abandoned(url: string, line: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connectPlain(Number(port), hostname, () => {
      socket.write(line, () => socket.resetAndDestroy());
    });
    socket.once('error', () => undefined).once('close', () => resolve());
  });
}

test('the proxy also takes an absolute URL in plain http', async (t) => {
  await using front = await opened();
  const { hostname, port } = new URL(front.tls.proxy);
  const status = await new Promise((resolve, reject) => {
    const path = 'http://cs.cn-hangzhou.aliyuncs.com/regions';
    plain({ host: hostname, port, path }, (response) => resolve(response.statusCode))
      .once('error', reject)
      .end();
  });
  t.is(status, 400);
});

const hosts = test.macro({
  title: (_, host: string, service: string | null) => `${host} is ${service ?? 'nobody’s'}`,
  exec(t, host: string, service: string | null) {
    t.is(serviceOfHost(host, serviceNames), service as never);
  },
});

test(hosts, 'cs.aliyuncs.com', 'cs');
test(hosts, 'cs-anony-vpc.cn-hangzhou.aliyuncs.com:443', 'cs');
test(hosts, 'ram.aliyuncs.com', 'ram');
test(hosts, 'oss-cn-hangzhou-internal.aliyuncs.com', 'oss');
test(hosts, 'a-bucket.oss-ap-northeast-1.aliyuncs.com', 'oss');
test(hosts, '1234567890123456.cn-hangzhou.fc.aliyuncs.com', 'fc');
test(hosts, 'fcv3.cn-hangzhou.aliyuncs.com', 'fc');
test(hosts, 'metrics.cn-hangzhou.aliyuncs.com', 'cms');
test(hosts, 'k8s-log-c1.cn-hangzhou.log.aliyuncs.com', 'sls');
test(hosts, 'oapi.dingtalk.com', 'dingtalk');
test(hosts, 'CS.localhost:8443', 'cs');
test(hosts, 'bucket.oss.localhost', 'oss');
test(hosts, 'ecs.aliyuncs.com', null);
test(hosts, 'cs.aliyuncs.com.example.com', null);
test(hosts, 'localhost', null);
