/** The meaning of a message of kubectl, a client or the cloud, and what to do about it. */
export interface ExplainedRefusal {
  readonly kind:
    | 'unauthorized'
    | 'forbiddenInCluster'
    | 'forbiddenInCloud'
    | 'wrongAuthority'
    | 'nameMismatch'
    | 'certificateTimes'
    | 'unreachable'
    | 'throttled'
    | 'plugin'
    | 'unknown';
  readonly meaning: string;
  readonly next: string;
}

/** In order: the first that matches, since a message may quote another. */
const known: readonly (ExplainedRefusal & { readonly pattern: RegExp })[] = [
  {
    kind: 'nameMismatch',
    pattern: /certificate is valid for|doesn't contain any IP SANs|hostname\/IP does not match/i,
    meaning: 'The API server’s certificate lacks the name or address that was dialed.',
    next: 'See which names it has: `ackring san CLUSTER`.',
  },
  {
    kind: 'certificateTimes',
    pattern: /certificate has expired or is not yet valid|certificate (?:has )?expired/i,
    meaning: 'A certificate is outside its validity, or a clock is wrong.',
    next: 'Check both: `ackring verify CONTEXT`, then `ackring doctor`.',
  },
  {
    kind: 'wrongAuthority',
    pattern: /unknown authority|self[- ]signed certificate|unable to verify the first certificate/i,
    meaning: 'The certificate authority in the kubeconfig did not issue the API server’s certificate.',
    next: 'Fetch the kubeconfig again: `ackring get CLUSTER`. If it stays, a proxy is in between.',
  },
  {
    kind: 'plugin',
    pattern: /getting credentials: exec|executable .* (?:not found|failed)/i,
    meaning: 'The program that the kubeconfig names for credentials is missing or failed.',
    next: 'Run it by hand as the message shows it; `ackring doctor` checks that ackring is on PATH.',
  },
  {
    kind: 'unauthorized',
    pattern: /must be logged in to the server|\bunauthorized\b|\b401\b/i,
    meaning: 'The API server does not accept the credential: it has expired, or it was revoked.',
    next: '`ackring verify CONTEXT` says which; then `ackring renew CONTEXT` or `ackring get CLUSTER`.',
  },
  {
    kind: 'throttled',
    pattern: /throttl|too many requests|\b429\b/i,
    meaning: 'The cloud or the API server is asked too often.',
    next: 'Wait a minute, and ask fewer at once: `--region REGION`.',
  },
  {
    kind: 'forbiddenInCloud',
    pattern: /ForbiddenRAM|StatusForbidden|NoPermission|ImplicitDeny|ExplicitDeny|not authorized to perform/i,
    meaning: 'RAM does not allow this call.',
    next: '`ackring doctor` lists what these credentials may do, `ackring policy` prints a policy to ask for.',
  },
  {
    kind: 'forbiddenInCluster',
    pattern:
      /\bforbidden\b.*\bcannot\b|cannot (?:get|list|watch|create|update|patch|delete)\b|\b403\b|\bforbidden\b/i,
    meaning: 'The credential works, but no RBAC role in the cluster allows this.',
    next: 'Ask the cluster’s administrator for a role; `ackring access` shows who holds what.',
  },
  {
    kind: 'unreachable',
    pattern:
      /i\/o timeout|timed? ?out|connection refused|no route to host|no such host|ENOTFOUND|ECONNRE|EHOSTUNREACH/i,
    meaning: 'The API server cannot be reached from here; many have a private endpoint only.',
    next: 'Compare its endpoints: `ackring clusters`; from outside its VPC take `ackring get CLUSTER --access public`.',
  },
];

const unknown: ExplainedRefusal = {
  kind: 'unknown',
  meaning: 'No refusal of Kubernetes or of the cloud is known in these words.',
  next: 'Ask the API server itself: `ackring verify CONTEXT`; then `ackring doctor`.',
};

/** Explains a message by its words alone. Only asking the cluster can tell whether it is true. */
export function explainRefusal(message: string): ExplainedRefusal {
  const found = known.find(({ pattern }) => pattern.test(message));
  if (found === undefined) return unknown;
  const { kind, meaning, next } = found;
  return { kind, meaning, next };
}
