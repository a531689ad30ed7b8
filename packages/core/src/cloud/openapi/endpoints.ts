import { httpsProxyRule, type ProxyRule } from '../../machine/proxy/rule.js';
import { isClearText } from '../../words/endpoints.js';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';

/** The cloud services we call; each may be moved by `ACKRING_<SERVICE>_ENDPOINT`. */
export type Service = 'cs' | 'kms' | 'oss' | 'fc' | 'sts' | 'cms' | 'sls' | 'rd' | 'adcp';

/** The address of a service, in the parts that the SDKs want. `host` includes the port, if any. */
export interface Endpoint {
  readonly url: string;
  readonly protocol: 'http' | 'https';
  readonly host: string;
  /** The way to it and to the hosts below it; absent if the environment names no proxy. */
  readonly proxyOf?: ProxyRule | undefined;
}

const defaultHosts: Readonly<Record<Service, string>> = {
  cs: 'cs.{region}.aliyuncs.com',
  kms: 'kms.{region}.aliyuncs.com',
  oss: 'oss-{region}.aliyuncs.com',
  fc: 'fcv3.{region}.aliyuncs.com',
  sts: 'sts.{region}.aliyuncs.com',
  cms: 'metrics.{region}.aliyuncs.com',
  sls: '{region}.log.aliyuncs.com',
  // Of no region.
  rd: 'resourcedirectory.aliyuncs.com',
  // One answers for all regions.
  adcp: 'adcp.cn-hangzhou.aliyuncs.com',
};

/** Where Function Compute has the older form alone (the map of `@alicloud/fc20230330` 4.8.2). */
const olderFcRegions: ReadonlySet<string> = new Set([
  'me-central-1',
  'cn-hangzhou-finance',
  'cn-shanghai-finance-1',
  'cn-heyuan-acdr-1',
]);

function defaultHost(service: Service, region: string): string {
  return service === 'fc' && olderFcRegions.has(region) ? '{region}.fc.aliyuncs.com' : defaultHosts[service];
}

/**
 * The address of `service` in `region`: `ACKRING_<SERVICE>_ENDPOINT` (with an optional `{region}`), else the public
 * endpoint; with the proxy that HTTPS_PROXY names for it. Settings arrive here as defaults of the environment. Plain
 * http to anything but loopback is EndpointRefused, since requests carry signatures and answers carry private keys. A
 * region that is not a plain word is RegionUnknown: it becomes part of a host name, and may come from a foreign file.
 */
export function resolveEndpoint(
  service: Service,
  region: string,
  environment: Readonly<Record<string, string | undefined>>,
): Endpoint {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(region)) {
    throw new AckringError('RegionUnknown', say('"{region}" is not a region\'s name', { region }), {
      remedy: say('Name a region such as cn-hangzhou or ap-northeast-1; `ackring clusters` shows yours.'),
    });
  }
  const variable = `ACKRING_${service.toUpperCase()}_ENDPOINT`;
  const override = environment[variable]?.trim();
  const template = override ? override : defaultHost(service, region);
  const withRegion = template.replaceAll('{region}', region);
  const text = withRegion.includes('://') ? withRegion : `https://${withRegion}`;
  const rule = httpsProxyRule(environment);
  return { ...parseEndpoint(text, variable), ...(rule === null ? {} : { proxyOf: rule }) };
}

function parseEndpoint(text: string, variable: string): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused(say('the endpoint in {variable} is not an http or https address', { variable }), variable);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.pathname !== '/') {
    throw refused(
      say('the endpoint in {variable} has more than scheme, host and port', { variable }),
      variable,
    );
  }
  if (isClearText(url)) {
    throw refused(
      say('the endpoint in {variable} is plain http to {host}: signatures and keys would cross the network', {
        variable,
        host: url.hostname,
      }),
      variable,
    );
  }
  return { url: url.origin, protocol: url.protocol === 'http:' ? 'http' : 'https', host: url.host };
}

function refused(message: Sentence, variable: string): AckringError {
  return new AckringError('EndpointRefused', message, {
    remedy: say('Set {variable} to https://HOST or to http://127.0.0.1:PORT, or unset it.', { variable }),
  });
}

/**
 * How far a server's clock is ahead of this machine's, in ms, by the Date header of any answer, halfway between
 * request and response; null if it does not say.
 */
export async function clockSkewMs({ url, proxyOf }: Endpoint, signal?: AbortSignal): Promise<number | null> {
  const { requestOnce } = await import('../../machine/proxy/once.js');
  const asked = Date.now();
  const deadline = AbortSignal.timeout(10_000);
  try {
    const target = new URL(url);
    const { headers } = await requestOnce(target, {
      method: 'HEAD',
      proxy: proxyOf?.(target) ?? null,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    const told = Date.parse(headers.date ?? '');
    return Number.isNaN(told) ? null : told - (asked + Date.now()) / 2;
  } catch {
    return null;
  }
}
