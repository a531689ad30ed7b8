import { shell } from '@ackring/core/words';
import type { Messages } from './messages/messages.js';
import type { AppState } from './screen/app-state.js';
import { viewOf } from './screen/feature.js';
import { knownCluster } from './subjects/cluster/detail-answers.js';
import { clustersNamed } from './subjects/cluster/fleet.js';
import { bestContext, holderOfRow } from './subjects/context/kubeconfigs.js';

type Copies = Readonly<Partial<Record<keyof Messages['copies']['kinds'], string>>>;

/** What else there is to copy of a row of any list, in the order in which the copy key gives it. */
export function copiesOf(state: AppState, row: string): Copies {
  const { kubeconfigs, screen } = state;
  const entry = screen === 'contexts' ? kubeconfigs.entries.get(row) : undefined;
  const id = viewOf(state).clusterOf(state, row);
  const cluster = id === null ? undefined : knownCluster(state, id);
  const holder = holderOfRow(state, row);
  const mine = cluster === undefined || holder !== null ? null : bestContext(kubeconfigs, cluster);
  const known = {
    holder: holder?.name,
    cluster: cluster?.name,
    id: cluster?.id,
    server: entry?.server ?? cluster?.endpoints?.public[0],
    private: cluster?.endpoints?.private[0],
    context: entry?.context ?? mine?.context,
    file: entry?.file,
    get: cluster === undefined ? undefined : shell`ackring get ${placed(state, cluster)}`,
  };
  return Object.fromEntries(Object.entries(known).filter(([, text]) => text));
}

/** As the command line finds it: by name where that is the only one, else by id; of several accounts in its own. */
function placed(
  state: AppState,
  { id, name, region, account }: NonNullable<ReturnType<typeof knownCluster>>,
): string {
  const word = clustersNamed(state, name).length === 1 ? name : id;
  return state.watched.length > 1 && account ? `${account.profile}/${region}/${word}` : word;
}
