import type { Cleaning } from '@ackring/core/access/clean/cleaning';
import type { Holdings } from '@ackring/core/access/holdings';
import type { LeakHunt } from '@ackring/core/access/leak/leak-hunt';
import type { LeakSearchEvent } from '@ackring/core/access/leak/leaks-in';
import type { Revoking } from '@ackring/core/access/revoke/revoking';
import type { SanRepair } from '@ackring/core/access/san-repair';
import type { CallerIdentity } from '@ackring/core/cloud/credentials/sts';
import type { FunctionName, FunctionStatus, Invocation } from '@ackring/core/cloud/function-compute/api';
import type { CredentialOriginKind } from '@ackring/core/cloud/openapi/credential-source';
import type { LocalContexts } from '@ackring/core/contexts/local-contexts';
import type { ExecCredentials } from '@ackring/core/exec-credential/providing';
import type { Fetching } from '@ackring/core/fetch/fetching';
import type { Renewing } from '@ackring/core/fetch/renewing';
import type { Fleet } from '@ackring/core/fleet/fleet';
import type { CachedFleet } from '@ackring/core/fleet/fleet-cache';
import type { CachedHolder } from '@ackring/core/fleet/holder-cache';
import type { Clock } from '@ackring/core/machine/clock';
import type { Standings } from '@ackring/core/rotation/alarm/standing';
import type { RotationConfiguration } from '@ackring/core/rotation/configuration/configuration';
import type { FunctionLog } from '@ackring/core/rotation/function/function-log';
import type { RolePolicies } from '@ackring/core/rotation/function/ram-policy';
import type { SimulatedEvent } from '@ackring/core/rotation/plan/simulate';
import type { KeptRuns } from '@ackring/core/rotation/report/kept-runs';
import type { RotationFailure, RotationListener, RotationReport } from '@ackring/core/rotation/report/report';
import type { Verifying } from '@ackring/core/verification/verifying';
import type { Settings } from './settings.js';

/** Whose eyes we look through. `source` names where the credentials came from, never what they are. */
export interface ProfileFacts {
  readonly profile: string | null;
  readonly kind: CredentialOriginKind;
  readonly source: string;
  readonly accountId: string | null;
  readonly region: string | null;
}

/** Who holds what, and taking it away: plan first, a typed name before anything is changed. */
export interface IncidentServices
  extends Pick<Holdings, 'audit' | 'complete' | 'removals' | 'journal'>,
    Cleaning,
    SanRepair,
    Revoking,
    LeakHunt {
  searchLeaks(
    path: string,
    options?: { history?: boolean; signal?: AbortSignal },
  ): AsyncGenerator<LeakSearchEvent, void>;
}

/** The rotation's calendar, and what could not be looked at for it. */
export interface Simulation {
  readonly from: Date;
  readonly until: Date;
  readonly events: readonly SimulatedEvent[];
  readonly failures: readonly RotationFailure[];
}

/**
 * The deployed function, as `service/function` (FC 2.0) or a plain name (FC 3.0), with `@region` behind it where
 * it is not in the region of the flag or the credentials.
 */
export interface FunctionServices {
  status(name: string, options?: { signal?: AbortSignal }): Promise<FunctionStatus>;
  /** What it wrote, from the logstore it names; throws ResourceNotFound where it keeps no log. */
  log(
    status: Pick<FunctionStatus, 'name' | 'region' | 'logs'>,
    span: { readonly from: Date; readonly to: Date; readonly limit: number },
    options?: { signal?: AbortSignal },
  ): Promise<FunctionLog>;
  /** The rotation it was deployed with, where its environment holds the YAML itself; else null. */
  rotation(name: string, options?: { signal?: AbortSignal }): Promise<RotationConfiguration | null>;
  /** Sends it an event; refused in read-only mode, whatever the event. */
  invoke(
    name: string,
    event: string,
    options?: { async?: boolean; signal?: AbortSignal },
  ): Promise<Invocation>;
}

/** For whom policies are written; null takes what the credentials tell, then the defaults of s.yaml. */
export interface PoliciesAsked {
  readonly configuration: RotationConfiguration;
  readonly region: string | null;
  readonly accountId: string | null;
  readonly function: FunctionName;
  /** The function's own role. */
  readonly role: string;
  readonly logs: { readonly project: string; readonly logstore: string } | null;
}

/** The rotation from a terminal: the function's engine with one's own credentials. */
export interface RotationServices {
  /** Null takes `rotation.yaml` of the settings folder, and without one every default. Throws ConfigurationInvalid. */
  configuration(file: string | null): Promise<RotationConfiguration>;
  /** The text of it, by the same rule; checked, and as it was written. */
  text(file: string | null): Promise<string>;
  /** What a run would do, at another instant too. */
  plan(options: {
    configuration: RotationConfiguration;
    now?: Date | null;
    signal?: AbortSignal;
  }): Promise<RotationReport>;
  /** What daily runs would do from now on for three years, if the fleet stayed as it is. */
  simulate(options: { configuration: RotationConfiguration; signal?: AbortSignal }): Promise<Simulation>;
  /** What the configuration's sinks remember of past runs; empty where none keeps any. */
  keptRuns(options: { configuration: RotationConfiguration; signal?: AbortSignal }): Promise<KeptRuns>;
  /** How every credential stood after the last run, as the sinks remember it. */
  standings(options: { configuration: RotationConfiguration; signal?: AbortSignal }): Promise<Standings>;
  /** The least that each role of the configuration needs; asks nobody and works without credentials. */
  policies(asked: PoliciesAsked): Promise<readonly RolePolicies[]>;
  apply(options: {
    configuration: RotationConfiguration;
    onEvent?: RotationListener;
    signal?: AbortSignal;
  }): Promise<RotationReport>;
}

/**
 * All that commands and screens may call. Nothing is loaded before it is used: each member imports its
 * adapters on the first call, so that the screen and `contexts` start without a cloud SDK. Every rejection
 * is an AckringError.
 */
export interface Services
  extends Fleet,
    LocalContexts,
    Fetching,
    Renewing,
    Pick<Verifying, 'verify'>,
    ExecCredentials,
    Pick<Holdings, 'userPermissions' | 'userActivity'> {
  readonly clock: Clock;
  /** Before anything but caches and the journal is written, here or in the cloud. Throws ReadOnly. */
  refuseWhenReadOnly(what: string): Promise<void>;
  settings(): Promise<Settings>;
  saveSettings(change: Partial<Settings>): Promise<Settings>;
  /** Whose credentials are in use; throws CredentialsMissing. */
  profileFacts(): Promise<ProfileFacts>;
  /** The profiles the Alibaba Cloud CLI knows, without their secrets. */
  profiles(): Promise<readonly string[]>;
  /** Who the cloud takes us for: the first signed call, and one that needs no permission. */
  callerIdentity(signal?: AbortSignal): Promise<CallerIdentity>;
  /** How far the cloud's clock is ahead of this machine's, in ms; null when it does not tell. */
  clockSkewMs(signal?: AbortSignal): Promise<number | null>;

  cachedFleet(): Promise<CachedFleet | null>;
  /** Whom scans have met, deleted ones too. */
  cachedHolders(): Promise<readonly CachedHolder[]>;
  readonly rotation: RotationServices;
  readonly functions: FunctionServices;
  readonly incident: IncidentServices;
}
