import type { ServiceRequest } from './request.js';

/** The access key a request says it is signed with, whatever the scheme; null when it says none. */
export function accessKeyIdOf({ headers, query }: ServiceRequest): string | null {
  const authorization = headers['authorization'] ?? '';
  const [, credential] = /Credential=([^,/]+)/.exec(authorization) ?? [];
  const [, id] = /^(?:FC|OSS) ([^:]+):/.exec(authorization) ?? [];
  return credential ?? id ?? query.get('AccessKeyId');
}
