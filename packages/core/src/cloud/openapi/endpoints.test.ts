import test from 'ava';
import { createApiServer } from '../../machine/api-server/api-server.js';
import { openConnection } from '../../machine/api-server/connection.js';
import { AckringError } from '../../words/errors.js';
import { resolveEndpoint, type Service } from './endpoints.js';

const defaults: readonly (readonly [Service, string])[] = [
  ['cs', 'cs.eu-central-1.aliyuncs.com'],
  ['kms', 'kms.eu-central-1.aliyuncs.com'],
  ['oss', 'oss-eu-central-1.aliyuncs.com'],
  ['fc', 'fcv3.eu-central-1.aliyuncs.com'],
  ['sts', 'sts.eu-central-1.aliyuncs.com'],
  ['cms', 'metrics.eu-central-1.aliyuncs.com'],
  ['sls', 'eu-central-1.log.aliyuncs.com'],
  ['rd', 'resourcedirectory.aliyuncs.com'],
  ['adcp', 'adcp.cn-hangzhou.aliyuncs.com'],
];
for (const [service, host] of defaults) {
  test(`${service} is called at ${host} by default`, (t) => {
    t.deepEqual(resolveEndpoint(service, 'eu-central-1', {}), {
      url: `https://${host}`,
      protocol: 'https',
      host,
    });
  });
}

for (const region of ['me-central-1', 'cn-hangzhou-finance', 'cn-shanghai-finance-1', 'cn-heyuan-acdr-1']) {
  test(`Function Compute is called at its older host in ${region}`, (t) => {
    t.is(resolveEndpoint('fc', region, {}).host, `${region}.fc.aliyuncs.com`);
  });
}

const overrides: readonly (readonly [string, string, string])[] = [
  ['http://127.0.0.1:1234', 'http', '127.0.0.1:1234'],
  ['http://localhost:80', 'http', 'localhost'],
  ['http://[::1]:9', 'http', '[::1]:9'],
  ['https://cs.internal:8443', 'https', 'cs.internal:8443'],
  ['cs-vpc.{region}.example.com', 'https', 'cs-vpc.cn-hangzhou.example.com'],
  ['  ', 'https', 'cs.cn-hangzhou.aliyuncs.com'],
];
for (const [value, protocol, host] of overrides) {
  test(`ACKRING_CS_ENDPOINT=${JSON.stringify(value)} is ${protocol}://${host}`, (t) => {
    const endpoint = resolveEndpoint('cs', 'cn-hangzhou', { ACKRING_CS_ENDPOINT: value });
    t.is(endpoint.protocol, protocol as 'http');
    t.is(endpoint.host, host);
  });
}

const refusals = [
  'http://10.0.0.1',
  'http://example.com',
  'http://127.0.0.1.example.com',
  'ftp://127.0.0.1',
  'https://user:word@example.com',
  'https://example.com/path',
  'https://example.com/?a=b',
  'https://',
];
for (const value of refusals) {
  test(`${value} is refused, and the refusal does not repeat its secrets`, (t) => {
    const error = t.throws(() => resolveEndpoint('cs', 'cn-hangzhou', { ACKRING_CS_ENDPOINT: value }), {
      instanceOf: AckringError,
    });
    t.is(error?.code, 'EndpointRefused');
    t.notRegex(`${error?.message} ${error?.remedy}`, /word/);
  });
}

for (const region of ['', 'evil.example/', 'cn-hangzhou.evil', 'CN', 'a b', '-a', '{region}']) {
  test(`a region named ${JSON.stringify(region)} never becomes a host`, (t) => {
    const error = t.throws(() => resolveEndpoint('cs', region, {}), { instanceOf: AckringError });
    t.is(error?.code, 'RegionUnknown');
  });
}

test('no API server on another machine is called over plain http', async (t) => {
  const target = {
    server: 'http://203.0.113.10:6443',
    certificateAuthority: null,
    clientCertificate: null,
    clientKey: null,
    token: 'secret',
    tlsServerName: null,
    insecureSkipTlsVerify: false,
    proxyUrl: null,
  };
  const url = new URL(target.server);
  const signal = AbortSignal.timeout(60_000);
  t.throws(() => openConnection({ target, url, proxy: null, signal, progress: { connected: false } }), {
    code: 'EndpointRefused',
  });
  t.deepEqual(await createApiServer().whoAmI(target, { timeoutMs: 60_000 }), {
    kind: 'network',
    code: 'CLEAR_TEXT',
  });
});
