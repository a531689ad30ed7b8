import { randomUUID } from 'node:crypto';
import { ApiError, jsonReply, type Reply } from '../../http/reply.js';
import { permitOrRefuse } from '../../ram/evaluate.js';
import type { Identity } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { codeBucket } from '../oss/stored-object.js';
import { type FcCall, permitAll } from './call.js';
import { recordOf } from './definition.js';
import { type CodePackage, codePackage } from './uploaded-code.js';

const tokenMs = 3_600_000;

/** Credentials to put one account's code packages into the bucket for them. */
export function getTempBucketToken(call: FcCall): Reply {
  permitAll(call, 'GetTempBucketToken');
  const { registry } = call;
  const { world, oss } = registry;
  oss.createBucket(codeBucket);
  const expires = new Date(world.clock.now().getTime() + tokenMs);
  const session = world.identities.openSession(codeWriter(world), { name: 'code', expires });
  return jsonReply(200, {
    credentials: {
      AccessKeyId: session.accessKeyId,
      AccessKeySecret: session.accessKeySecret,
      SecurityToken: session.securityToken,
      Expiration: expires.toISOString(),
    },
    ossRegion: `oss-${world.regions[0]?.id ?? 'cn-hangzhou'}`,
    ossBucket: codeBucket,
    objectName: randomUUID(),
  });
}

/** The package that a request's `code` names or contains. */
export function codeOf(call: FcCall, given: unknown): CodePackage {
  const { zipFile, ossBucketName, ossObjectName, checksum } = recordOf(given, 'code');
  const bytes =
    typeof zipFile === 'string'
      ? Buffer.from(zipFile, 'base64')
      : readObject(call, String(ossBucketName ?? ''), String(ossObjectName ?? ''));
  const code = codePackage(bytes);
  if (checksum === undefined || checksum === code.checksum) return code;
  throw new ApiError(400, 'InvalidArgument', 'the checksum of the code does not match');
}

const permit = permitOrRefuse({
  status: 403,
  code: 'AccessDenied',
  message: (action) => `the caller is not authorized to perform '${action}'`,
});

function readObject({ registry, caller }: FcCall, bucket: string, key: string): Buffer {
  const account = registry.world.identities.accountId;
  if (bucket !== codeBucket) permit(caller, 'oss:GetObject', `acs:oss:*:${account}:${bucket}/${key}`);
  const content = registry.oss.read(bucket, key);
  if (content) return content;
  throw new ApiError(400, 'InvalidArgument', `the code '${bucket}/${key}' does not exist`);
}

/** Belongs to nobody in the account: Function Compute lends its own permission. */
function codeWriter({ identities }: World): Identity {
  const { accountId } = identities;
  const Resource = `acs:oss:*:*:${codeBucket}/${accountId}/*`;
  return {
    uid: `fc-code-${accountId}`,
    accountId,
    name: 'fc-code',
    displayName: 'fc-code',
    type: 'RamRole',
    state: 'Active',
    accessKeys: [],
    policies: [{ Version: '1', Statement: [{ Effect: 'Allow', Action: 'oss:PutObject', Resource }] }],
    trusts: [],
    externalId: null,
    cloudService: 'fc.aliyuncs.com',
  };
}
