/** What the handler sends: a code and a JSON object. */
export interface KubernetesReply {
  readonly code: number;
  readonly body: unknown;
}

/** Kubernetes' own error object. */
export function failure(
  code: number,
  reason: string,
  message: string,
  details: object = {},
): KubernetesReply {
  return {
    code,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      details,
      code,
    },
  };
}

export const unauthorized = failure(401, 'Unauthorized', 'Unauthorized');

export function notFound(path: string): KubernetesReply {
  return failure(404, 'NotFound', `the server could not find the requested resource (${path})`);
}
