import OpenApi from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import { patience, type TestKey } from './official-rpc-client.js';

/**
 * The vendor's own client for services with paths as a test uses it: a call by name, `GET /path?query` and a body,
 * resolving to what the JSON of the answer holds, all of it; an empty answer is an empty object.
 */
export function officialRoaClient(endpoint: string, version: string, key: TestKey) {
  const { host } = new URL(endpoint);
  const config = new OpenApi.$OpenApiUtil.Config({ ...key, ...patience, endpoint: host, protocol: 'http' });
  const client = new OpenApi.default(config);
  return async (action: string, target: string, body?: unknown): Promise<unknown> => {
    const [method = 'GET', path = '/'] = target.split(' ');
    const [pathname = '/', query = ''] = path.split('?');
    const params = new OpenApi.$OpenApiUtil.Params({
      action,
      version,
      protocol: 'HTTP',
      pathname,
      method,
      authType: 'AK',
      style: 'ROA',
      reqBodyType: 'json',
      bodyType: 'string',
    });
    const request = new OpenApi.$OpenApiUtil.OpenApiRequest({
      query: Object.fromEntries(new URLSearchParams(query)),
      ...(body === undefined ? {} : { body }),
    });
    const answer = await client.callApi(params, request, new $dara.RuntimeOptions({}));
    const text = String(answer['body'] ?? '');
    return text === '' ? {} : JSON.parse(text);
  };
}
