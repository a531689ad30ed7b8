/** One request to a real and to the embedded API server alike. */
export interface SharedRequest {
  /** `admin` may do everything, `holder` what `bindings` below grant, `nobody` nothing. */
  readonly as: 'admin' | 'holder' | 'nobody';
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const merge = { 'content-type': 'application/merge-patch+json' };
export const yaml = { 'content-type': 'application/yaml' };
export const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
export const jsonPatch = { 'content-type': 'application/json-patch+json' };
export const apply = { 'content-type': 'application/apply-patch+yaml' };
export function get(
  as: SharedRequest['as'],
  path: string,
  headers: Record<string, string> = {},
): SharedRequest {
  return { as, method: 'GET', path, headers };
}

export function post(
  as: SharedRequest['as'],
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): SharedRequest {
  return { as, method: 'POST', path, headers, body };
}

export function put(as: SharedRequest['as'], path: string, body: unknown): SharedRequest {
  return { as, method: 'PUT', path, body };
}

export function patch(
  as: SharedRequest['as'],
  path: string,
  body: unknown,
  headers: Record<string, string>,
): SharedRequest {
  return { as, method: 'PATCH', path, headers, body };
}

export function review(as: SharedRequest['as'], kind: string, asked: object): SharedRequest {
  return post(as, `/apis/authorization.k8s.io/v1/${kind}`, { spec: asked });
}
