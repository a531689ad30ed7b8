import type { ServiceRequest } from '../../http/request.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { permitOrRefuse } from '../permit.js';
import type { Buckets } from './buckets.js';

/** RAM's answer in the words of OSS. */
export const permit = permitOrRefuse({
  status: 403,
  code: 'AccessDenied',
  message: () => 'You have no right to access this object because of bucket acl.',
});

/** One signed request with what it may touch. */
export interface OssCall {
  readonly world: World;
  readonly buckets: Buckets;
  readonly request: ServiceRequest;
  readonly caller: Caller;
  /** The ARN of a bucket or of `bucket/key`. */
  readonly arn: (resource: string) => string;
}
