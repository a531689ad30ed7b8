import OpenApi from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';

export interface VendorTokenKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string | null;
}

/**
 * A token made like the vendor's ack-ram-tool does, step by step as in its source (pkg/ramauthenticator/token.go),
 * and signed by the vendor's own function: nothing of core is in it.
 */
export function vendorRamToken(clusterId: string, key: VendorTokenKey, date: string): string {
  const algorithm = 'ACS3-HMAC-SHA256';
  const payload = OpenApi.$OpenApiUtil.default.hash(Buffer.from(''), algorithm).toString('hex');
  const request = new $dara.Request();
  request.method = 'POST';
  request.pathname = '/';
  request.query = { ACKClusterId: clusterId };
  request.headers = {
    'x-acs-version': '2015-04-01',
    'x-acs-action': 'GetCallerIdentity',
    'user-agent': 'ack-ram-tool',
    'x-acs-date': date,
    accept: 'application/json',
    'x-acs-content-sha256': payload,
    ...(key.securityToken ? { 'x-acs-security-token': key.securityToken } : {}),
  };
  const { accessKeyId, accessKeySecret } = key;
  const Authorization = OpenApi.$OpenApiUtil.default.getAuthorization(
    request,
    algorithm,
    payload,
    accessKeyId,
    accessKeySecret,
  );
  const { accept: _, ...kept } = request.headers;
  const headers = { ...kept, Authorization };
  const token = { clusterId, method: 'POST', path: '/', query: request.query, headers };
  return `k8s-ack-v2.${Buffer.from(JSON.stringify(token)).toString('base64')}`;
}
