// Alibaba Cloud's services and their operations.

export type { KubeconfigState, TaskProgress } from './ack/api.js';
export { collected, merged } from './concurrently.js';
export {
  type DeployedFunction,
  type FunctionStatus,
  type FunctionTrigger,
  functionNameText,
  type Invocation,
  parseFunctionName,
} from './function-compute/api.js';
export { openFunction } from './function-compute/function-compute.js';
export { lazy } from './lazy.js';
export { callLine, watchCalls } from './openapi/call-log.js';
export type { CredentialOriginKind } from './openapi/credential-source.js';
export { resolveEndpoint } from './openapi/endpoints.js';
export { createOssObjects } from './oss/oss-objects.js';
export {
  type FetchLimits,
  type PersonPolicyName,
  personPolicy,
  personPolicyNames,
  type RamPolicy,
  unscopedActions,
} from './ram.js';
export { createRateLimiters } from './rate-limit.js';
