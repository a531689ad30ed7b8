import type { Emulator } from '@ackring/emulator/start';
import OpenApi from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';

/** The client gives up after three silent seconds, which a busy machine can take to make a key. */
export const patience = { readTimeout: 60_000, connectTimeout: 60_000 };

/** Whose key signs a test's calls. */
export interface TestKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** The key of one of the scenario's identities. */
export function keyOf(emulator: Emulator, name: string): TestKey {
  const identity = emulator.identities[name];
  if (!identity) throw new Error(`the scenario has no ${name}`);
  return { accessKeyId: identity.accessKeyId, accessKeySecret: identity.accessKeySecret };
}

/** The vendor's own RPC client as a test uses it: a call by name and parameters, resolving to the body. */
export function officialRpcClient(endpoint: string, version: string, key: TestKey) {
  const { host, protocol } = new URL(endpoint);
  const config = new OpenApi.$OpenApiUtil.Config({
    ...key,
    ...patience,
    endpoint: host,
    protocol: protocol.replace(':', ''),
  });
  const client = new OpenApi.default(config);
  return async (
    action: string,
    parameters: Record<string, unknown> = {},
  ): Promise<Record<string, unknown>> => {
    const params = new OpenApi.$OpenApiUtil.Params({
      action,
      version,
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    const request = new OpenApi.$OpenApiUtil.OpenApiRequest({ body: parameters });
    const { body } = await client.callApi(params, request, new $dara.RuntimeOptions({}));
    return body;
  };
}
