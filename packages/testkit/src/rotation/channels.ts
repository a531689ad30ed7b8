import { createKmsSecrets } from '@ackring/core/internal/cloud/kms/kms-secrets';
import { alarmsFor } from '@ackring/core/internal/rotation/alarm/alarm';
import type { Notice, Notifier } from '@ackring/core/internal/rotation/alarm/notifier';
import { fold } from '@ackring/core/internal/rotation/ledger/fold';
import { noStandings, type Standings } from '@ackring/core/internal/rotation/ledger/standing';
import type { Language } from '@ackring/core/internal/rotation/plug-in/plug-in';
import type {
  OutcomeError,
  RotationFailure,
  RotationOutcome,
} from '@ackring/core/internal/rotation/report/report';
import { onDay, ownOutcome, reportOn, tomsOutcome } from './outcomes.js';
import { type RotationWorld, rotationWorld } from './world.js';

/** For tests: the embedded cloud's receivers, and the notifiers that a configuration opens on them. */
export interface Channels extends AsyncDisposable {
  readonly world: RotationWorld;
  /** Opens one from its settings; `secret` is the content of its KMS secret. */
  open(settings: string, secret: string, language?: Language): Promise<Notifier>;
}

export async function channels(): Promise<Channels> {
  const world = await rotationWorld({ clusters: [] }, '');
  return {
    world,
    open: async (settings, secret, language = 'en') => {
      await storeSecret(world, 'ackring/receiver', secret);
      const yaml = `language: ${language}\nnotify: [{${settings}}]`;
      const [notifier] = (await world.configure(yaml)).ports.notifiers;
      if (notifier === undefined) throw new Error('no notifier');
      return notifier;
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** Stores a secret where the notifiers look for it. */
export async function storeSecret(world: RotationWorld, name: string, value: string): Promise<void> {
  const url = world.emulator.endpoints.kms;
  const { environment } = world.emulator;
  const secrets = createKmsSecrets({
    credentials: {
      get: async () => ({
        accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
        accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
        securityToken: null,
      }),
    },
    endpoint: { url, protocol: 'http', host: new URL(url).host },
    region: 'cn-hangzhou',
    clock: world.clock,
    limiter: { run: (call) => call() },
  });
  const first = { name, versionId: 'v1', data: value, description: '', keyId: null, instanceId: null };
  await secrets.create(first);
}

const noLanding: RotationFailure = {
  what: 'region cn-beijing',
  error: {
    code: 'Unreachable',
    message: 'cs.cn-beijing.aliyuncs.com did not answer',
    remedy: 'Check the way there: `ackring doctor`.',
    requestId: null,
  },
};

const refusal: OutcomeError = {
  code: 'VerificationFailed',
  message: 'the API server of prod refused it',
  remedy: 'Look at it: ackring verify prod',
  requestId: null,
};

/** For tests: one of each state, on a day on which each has another level. */
export function mixedNotice(): Notice {
  const day = 100;
  const own = (name: string, endsOn: number, change: Partial<RotationOutcome>) =>
    ownOutcome(day, endsOn, { cluster: { id: `c-${name}`, name }, ...change });
  const renew = { decision: { kind: 'renew', reason: 'WithinRenewalWindow' } } as const;
  return noticeOf(
    day,
    [
      own('failing', 106, { ...renew, error: refusal }),
      own('blocked', 130, { decision: { kind: 'skip', reason: 'NoEndpointForAccess' } }),
      own('deferred', 160, { ...renew, deferred: 'deadline' }),
      own('ended', 97, {
        ...renew,
        error: { ...refusal, code: 'Forbidden', message: 'no role', remedy: 'Give it one.' },
      }),
      { ...tomsOutcome(day, 161), cluster: { id: 'c-toms', name: 'toms' } },
    ],
    [noLanding],
  );
}

/** For tests: what a channel that knows nothing yet is sent about a run. */
export function noticeOf(
  day: number,
  outcomes: readonly RotationOutcome[],
  failures: readonly RotationFailure[] = [],
  before: Standings = noStandings,
): Notice {
  const { report, standings } = fold(reportOn(day, outcomes, failures), before);
  const alarms = alarmsFor('channel', standings, onDay(day)).map(({ alarm }) => alarm);
  const { runId, now, counts } = report;
  return { function: 'rotate@cn-hangzhou', runId, now, counts, alarms };
}

/** For tests: this many failures, each with `name` in its text. */
export function manyFailing(count: number, name: string): Notice {
  return noticeOf(
    100,
    Array.from({ length: count }, (_, index) =>
      ownOutcome(100, 101 + index, {
        cluster: { id: `c-${String(index).padStart(5, '0')}`, name: `${name}-${index}` },
        decision: { kind: 'renew', reason: 'WithinRenewalWindow' },
        error: { ...refusal, message: `${name}-${index} を拒否しました 😀` },
      }),
    ),
  );
}
