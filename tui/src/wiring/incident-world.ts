import type { RevokedCertificates } from '@ackring/core/fetch/revoked-certificates';
import type { HolderCache } from '@ackring/core/fleet/holder-cache';
import type { JournalFile } from '@ackring/core/journal/journal-file';
import type { KubeconfigFiles } from '@ackring/core/machine/kubeconfig-file/kubeconfig-file';
import type { Services } from '../services.js';
import type { Cloud } from './cloud.js';

/** What taking access away is joined with. */
export interface IncidentWiring {
  readonly cloud: () => Promise<Cloud>;
  readonly files: () => Promise<KubeconfigFiles>;
  readonly stateFolder: string;
  readonly revoked: () => Promise<RevokedCertificates>;
  readonly configFolder: string;
  readonly holders: () => Promise<HolderCache>;
  readonly scanFleet: Services['scanFleet'];
  readonly contexts: Services['contexts'];
  readonly callerIdentity: Services['callerIdentity'];
  /** Before anything is done; the API refuses as well. */
  readonly refuseWhenReadOnly: (what: string) => Promise<void>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Empties the exec plug-in's cache of a cluster. */
  readonly forgetCluster: (clusterId: string) => Promise<void>;
}

export async function journalIn(folder: string): Promise<JournalFile> {
  const [{ createJournal }, { systemClock }] = await Promise.all([
    import('@ackring/core/journal/journal-file'),
    import('@ackring/core/machine/clock'),
  ]);
  return createJournal({ folder, clock: systemClock });
}
