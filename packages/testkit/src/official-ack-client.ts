import type { Emulator } from '@ackring/emulator/start';
import CS from '@alicloud/cs20151215';
import OpenApi from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import { patience, type TestKey } from './official-rpc-client.js';

/** The vendor's own ACK client, unmodified, as a test uses it. */
export function officialAckClient(
  emulator: Pick<Emulator, 'endpoints'>,
  key: TestKey,
): InstanceType<typeof CS.default> {
  const { host } = new URL(emulator.endpoints.cs);
  return new CS.default(
    new OpenApi.$OpenApiUtil.Config({ ...key, ...patience, endpoint: host, protocol: 'HTTP' }),
  );
}

/** A call for which the vendor's package has no method, through its generic one. */
export async function officialAckCall(
  client: InstanceType<typeof CS.default>,
  action: string,
  method: string,
  pathname: string,
): Promise<Record<string, unknown>> {
  const params = new OpenApi.$OpenApiUtil.Params({
    action,
    version: '2015-12-15',
    protocol: 'HTTP',
    pathname,
    method,
    authType: 'AK',
    style: 'ROA',
    reqBodyType: 'json',
    bodyType: 'json',
  });
  const request = new OpenApi.$OpenApiUtil.OpenApiRequest({});
  const { body } = await client.callApi(params, request, new $dara.RuntimeOptions({}));
  return body;
}
