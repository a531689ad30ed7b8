import { ApiError, wireTime } from '../http/reply.js';
import type { LoggedRequest, RequestLog } from '../http/request-log.js';
import { permitOrRefuse } from '../ram/evaluate.js';
import { assuming, createRpcService, integer, type RpcCall } from '../services/rpc/rpc-service.js';
import type { Service } from '../services/service.js';
import type { World } from '../world/world.js';

const permit = permitOrRefuse({
  status: 403,
  code: 'NoPermission',
  message: () => 'You are not authorized to perform this operation.',
});

/** ActionTrail: the calls that were made, from the embedded cloud's own log of requests. */
export function createActionTrail(world: World, requests: Pick<RequestLog, 'all'>): Service {
  return createRpcService({
    world,
    product: 'Actiontrail',
    version: '2020-07-06',
    operations: {
      LookupEvents: assuming(
        'at once, without the vendor’s minutes of delay; calls of the last hours, whether they read or write by name; no address and agent',
        (call) => lookUp(world, requests, call),
      ),
    },
  });
}

/** The services that report to it, by the vendor's names. */
const reporting: Readonly<Record<string, string>> = {
  cs: 'CS',
  kms: 'Kms',
  ram: 'Ram',
  sts: 'Sts',
  fc: 'FC',
  cms: 'Cms',
};

function lookUp(world: World, requests: Pick<RequestLog, 'all'>, call: RpcCall): Record<string, unknown> {
  const { caller, parameters } = call;
  permit(caller, 'actiontrail:LookupEvents', '*');
  const to = instantIn(parameters, 'EndTime') ?? world.clock.now();
  const from = instantIn(parameters, 'StartTime') ?? new Date(to.getTime() - 7 * 86_400_000);
  const size = integer(parameters, 'MaxResults', { least: 0, most: 50, otherwise: 20 });
  const start = integer(parameters, 'NextToken', { least: 0, most: 1_000_000, otherwise: 0 });
  const events = requests
    .all()
    .filter(({ at }) => at >= from && at <= to)
    .flatMap((request) => eventOf(world, request, caller.identity.accountId));
  const isForward = parameters.get('Direction') === 'FORWARD';
  const ordered = isForward ? events : events.toReversed();
  const wanted = ordered.filter((event) => wishesIn(parameters).every((wish) => isMet(wish, event)));
  const end = start + size;
  return {
    StartTime: wireTime(from),
    EndTime: wireTime(to),
    Events: wanted.slice(start, end),
    ...(wanted.length > end ? { NextToken: String(end) } : {}),
  };
}

type TrailEvent = ReturnType<typeof eventOf>[number];

/** Members as in ActionTrail's page on the structure of events. */
function eventOf(world: World, request: LoggedRequest, accountId: string) {
  const serviceName = reporting[request.service];
  const signer = signerOf(world, request.accessKeyId);
  if (serviceName === undefined || signer?.identity.accountId !== accountId) return [];
  const { identity, sessionName } = signer;
  const failed = request.status !== null && request.status >= 400;
  return [
    {
      eventId: request.id,
      eventVersion: 1,
      eventSource: `${request.service}.aliyuncs.com`,
      eventName: request.operation,
      eventType: 'ApiCall',
      eventRW: /^(Get|List|Describe|Lookup|Query)/.test(request.operation) ? 'Read' : 'Write',
      eventTime: wireTime(request.at),
      serviceName,
      requestId: request.id,
      ...(failed ? { errorCode: String(request.status) } : {}),
      userIdentity: {
        type: { RootAccount: 'root-account', RamUser: 'ram-user', RamRole: 'assumed-role' }[identity.type],
        accountId,
        principalId: sessionName === null ? identity.uid : `${identity.uid}:${sessionName}`,
        accessKeyId: request.accessKeyId ?? '',
        userName: sessionName === null ? identity.name : `${identity.name}:${sessionName}`,
      },
    },
  ];
}

function signerOf({ identities }: World, accessKeyId: string | null) {
  if (accessKeyId === null) return null;
  const session = identities.session(accessKeyId);
  if (session) return { identity: session.identity, sessionName: session.sessionName };
  const owner = identities.byAccessKey(accessKeyId);
  return owner ? { identity: owner.identity, sessionName: null } : null;
}

interface Wish {
  readonly key: string;
  readonly value: string;
}

/** `LookupAttribute.1.Key=EventName`, `LookupAttribute.1.Value=DeleteUser` and so on. */
function wishesIn(parameters: URLSearchParams): readonly Wish[] {
  return [...parameters].flatMap(([name, key]) => {
    const number = /^LookupAttribute\.(\d+)\.Key$/.exec(name)?.[1];
    if (number === undefined) return [];
    return [{ key, value: parameters.get(`LookupAttribute.${number}.Value`) ?? '' }];
  });
}

function isMet({ key, value }: Wish, event: TrailEvent): boolean {
  switch (key) {
    case 'EventName':
      return event.eventName === value;
    case 'ServiceName':
      return event.serviceName === value;
    case 'EventRW':
      return event.eventRW === value || value === 'All';
    case 'EventId':
      return event.eventId === value;
    case 'User':
      return event.userIdentity.userName === value;
    case 'EventAccessKeyId':
      return event.userIdentity.accessKeyId === value;
    default:
      throw new ApiError(400, 'InvalidQueryParameter', `The attribute ${key} is not looked up here.`);
  }
}

function instantIn(parameters: URLSearchParams, name: string): Date | null {
  const text = parameters.get(name);
  if (!text) return null;
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw new ApiError(400, `InvalidParameter.${name}`, `The parameter ${name} is invalid.`);
}
