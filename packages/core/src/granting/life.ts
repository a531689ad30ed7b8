import { randomUUID } from 'node:crypto';
import { requireConfirmation } from '../access/confirmation.js';
import type { AccessApi } from '../cloud/ack/api.js';
import { requireAccountRoot } from '../fetch/account-root.js';
import type { Caller } from '../fetch/fetch-proved.js';
import type { Journal } from '../journal/journal.js';
import { journalled } from '../journal/journalled.js';
import { isTemporary, renewalLeadMs } from '../words/certificate.js';
import { type Cluster, confirmations, fullName } from '../words/cluster.js';
import { hourMs } from '../words/duration.js';
import { AckringError, type RefuseWhenReadOnly } from '../words/errors.js';
import type { Identity } from '../words/identity.js';
import { say } from '../words/say.js';
import { findHolder, type HolderPorts } from './holder.js';

/** In hours: what the API takes (the page of UpdateK8sClusterUserConfigExpire, 2026). */
export const lifeHours = { min: 1, max: 876_000 } as const;

/** What setting the certificate life of an identity would do. */
export interface LifePlan {
  readonly cluster: Cluster;
  readonly identity: Identity;
  readonly hours: number;
  /** When the certificate in force ends, which the new life does not change; null where none is. */
  readonly notAfter: Date | null;
  /** How long before its end each certificate of that life is renewed. */
  readonly renewedBeforeMs: number;
  /** False for a life so short that its certificates count as temporary: those are fetched anew, never renewed. */
  readonly isRenewed: boolean;
}

/** How long the certificates of an identity live, from the next one on. */
export interface Lives {
  /** Throws Forbidden before any call to ACK to all but the account root. */
  planLife(asked: LifeAsked, options?: { signal?: AbortSignal }): Promise<LifePlan>;
  /** Throws ConfirmationMissing unless the cluster's name or id was typed. */
  applyLife(plan: LifePlan, options: { confirm: string | null; signal?: AbortSignal }): Promise<void>;
}

export interface LifeAsked {
  readonly user: string;
  /** 1–876000. */
  readonly hours: number;
  /** Looked for only once it is clear that the caller may do this. */
  readonly cluster: () => Promise<Cluster>;
}

export interface LivesPorts extends HolderPorts {
  readonly api: Pick<AccessApi, 'setKubeconfigLife'>;
  readonly caller: (signal?: AbortSignal) => Promise<Caller>;
  readonly journal: Journal;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

export function createLives(ports: LivesPorts): Lives {
  const { api, ack, caller, journal } = ports;
  return {
    planLife: async ({ user, hours, cluster: find }, { signal } = {}) => {
      requireLife(hours);
      requireAccountRoot(await caller(signal), say('set how long kubeconfigs live'));
      const cluster = await find();
      const identity = await findHolder(user, cluster, ports, signal);
      if (identity.type === 'root') throw rootHasNone();
      const states = await ack.listKubeconfigStates(cluster, signal);
      const held = states.find((each) => each.identity.uid === identity.uid);
      const validity = { notBefore: new Date(0), notAfter: new Date(hours * hourMs) };
      return {
        cluster,
        identity,
        hours,
        notAfter: held?.certificateState === 'unexpired' ? held.notAfter : null,
        renewedBeforeMs: renewalLeadMs(validity),
        isRenewed: !isTemporary(validity),
      };
    },
    applyLife: async ({ cluster, identity, hours, notAfter }, { confirm, signal }) => {
      const what = say('let the next kubeconfigs of {name} in {cluster} live {hours} h', {
        name: identity.name,
        cluster: fullName(cluster),
        hours,
      });
      requireConfirmation({ expected: confirmations(cluster), given: confirm, what, flag: '--confirm' });
      await ports.refuseWhenReadOnly(say('change how long kubeconfigs live'));
      const details = {
        clusterId: cluster.id,
        region: cluster.region,
        uid: identity.uid,
        hours,
        notAfter: notAfter?.toISOString() ?? null,
      };
      await journalled(journal, { action: 'life', runId: randomUUID(), summary: what, details }, () =>
        api.setKubeconfigLife(cluster, identity.uid, hours, signal),
      );
    },
  };
}

function requireLife(hours: number): void {
  if (Number.isInteger(hours) && hours >= lifeHours.min && hours <= lifeHours.max) return;
  throw new AckringError('UsageInvalid', say('a kubeconfig lives from {min} to {max} hours', lifeHours), {
    remedy: say('Give whole hours or days, such as `--for 30d`.'),
  });
}

function rootHasNone(): AckringError {
  return new AckringError('Refused', say('the account root’s own certificates keep their life'), {
    remedy: say('Name a RAM user or role.'),
  });
}
