import type { AccessApi } from '../cloud/ack/access-api.js';
import type { Ack } from '../cloud/ack/api.js';
import type { ProofPorts } from '../fetch/fetch-proved.js';
import type { Fleet } from '../fleet/fleet.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import type { AccessObjects } from '../machine/api-server/access-objects.js';
import type { RbacReader } from '../machine/api-server/rbac-reader.js';
import type { Clock } from '../machine/clock.js';
import type { Using } from '../usage/usage.js';
import type { ApiServerTarget } from '../words/target.js';
import type { Delivery } from './delivered.js';
import type { MigrationRecords } from './record.js';

/** Whom to migrate, and where. */
export interface MigrationRequest {
  /** Names or uids; null for everybody who holds a certificate. */
  readonly users: readonly string[] | null;
  /** Names or ids; every cluster when none is named. */
  readonly clusters: readonly string[];
  /** Null for those of the record, and 35 for a new one: what runs once a month is seen at least once. */
  readonly quietDays: number | null;
  readonly signal?: AbortSignal;
}

export interface MigrationSurveyPorts {
  readonly api: Ack & AccessApi;
  readonly proofs: ProofPorts;
  readonly clock: Clock;
  readonly caller: (signal?: AbortSignal) => Promise<SigningCaller>;
  /** The caller's own ARN, as a mapping names it. */
  readonly ownArn: (clusterId: string) => Promise<string>;
  readonly scanFleet: Fleet['scanFleet'];
  /** KUBECONFIG's files, in order. */
  readonly kubeconfigs: () => Promise<readonly Kubeconfig[]>;
  readonly usage: Using['usage'];
  readonly rbac: RbacReader;
  readonly objects: (target: ApiServerTarget, signal: AbortSignal | undefined) => AccessObjects;
  readonly mintToken: (clusterId: string) => Promise<{ readonly text: string }>;
  readonly records: MigrationRecords;
  /** What the rotation's configuration delivers, and where; null if it cannot be read. */
  readonly delivery: () => Promise<Delivery | null>;
}

/** Who signs the calls. */
export interface SigningCaller {
  readonly uid: string;
  readonly accountId: string;
  readonly type: 'root' | 'user' | 'role';
}
