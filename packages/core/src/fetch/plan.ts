import { isDeepStrictEqual } from 'node:util';
import { entryNames, owningFile, type Signer } from '../kubeconfig/entry-names.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import { type MergeChange, type MergePlan, planMerge } from '../kubeconfig/merge.js';
import type { KubeconfigKind, Owner } from '../kubeconfig/ownership.js';
import { memberForNewEntries } from '../kubeconfig/paths.js';
import { movedContext, placeRefusal } from '../kubeconfig/placement.js';
import { type Cluster, type DescribedCluster, isBeingDeleted, isServing, wordFor } from '../words/cluster.js';
import { clusterKind, clusterKinds, isHub } from '../words/cluster-kind.js';
import { kindWord, stateWord } from '../words/cluster-words.js';
import { type Access, type AccessChoice, preferredEndpoint, resolveAccess } from '../words/endpoints.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { ProgramStart } from '../words/target.js';
import { issuedText } from './plug-in-entry.js';
import type { AcquireChange, AcquireFile, AcquirePlan, AcquireRequest } from './request.js';
import { fileToSwitch, planSwitch, requireSwitchable, switchElsewhere } from './switch-context.js';

export interface PlanSurroundings {
  /** The files of KUBECONFIG in order, and the requested one if not among them. */
  readonly files: readonly AcquireFile[];
  readonly namePattern: string;
  readonly signer?: NamingSigner | undefined;
  readonly now: Date;
}

/** Whose credentials fetch it, with the account if it takes part in the name. */
export interface NamingSigner extends Signer {
  readonly account: string | undefined;
}

/**
 * Plans a fetch without calling the cloud: which endpoint, which file, which names, which changes. Throws
 * ClusterNotServing, EndpointMissing, KubeconfigInvalid, Conflict or Refused before any call.
 */
export function planAcquire(request: AcquireRequest, surroundings: PlanSurroundings): AcquirePlan {
  requireIssued(request);
  if (request.plugIn === 'token') requireTokens(request.cluster);
  const access = accessFor(request);
  const server = preferredEndpoint(request.cluster.endpoints, access) ?? '';
  const owner = ownerFor(request, access, { uid: null, account: surroundings.signer?.account });
  const file = destinationFile(request, owner, surroundings.files);
  const issued = issuedText({ server }, { token: 'preview' });
  const merge = mergeInto(file, request, { issued, owner, ...surroundings });
  const path = file?.path ?? null;
  const currentContext = planSwitch(merge, { file: path, request, files: surroundings.files });
  if (currentContext.file !== path) requireSwitchable(currentContext, surroundings.files);
  return {
    request,
    kind: owner.kind,
    access,
    server,
    file: path,
    context: merge.context,
    changes: [
      ...merge.changes.map((change) =>
        asFarAsKnown(withCredential(change, request), {
          request,
          before: file?.kubeconfig,
          after: merge.after,
        }),
      ),
      ...switchElsewhere(currentContext, path),
    ],
    currentContext,
    untouchedContexts: merge.untouchedContexts,
    expectedNotAfter:
      request.durationMinutes === null || request.plugIn === 'token'
        ? null
        : new Date(surroundings.now.getTime() + request.durationMinutes * 60_000),
  };
}

/** What a hub's kubeconfig cannot be. Throws Refused. */
function requireIssued({ cluster, durationMinutes, plugIn, holder }: AcquireRequest): void {
  const isPlain = durationMinutes === null && plugIn === undefined && holder === undefined;
  if (!isHub(cluster) || isPlain) return;
  throw new AckringError(
    'Refused',
    say(
      '{cluster} is the hub of an ACK One fleet: its kubeconfig is yours, and how long it lives is not chosen',
      {
        cluster: cluster.name,
      },
    ),
    {
      remedy: say('Take it as it comes: `{command}`.', {
        command: shell`ackring get ${wordFor(cluster)} --long-term`,
      }),
    },
  );
}

/** Of a kind without the add-on that lets tokens in nothing is tried. Throws Refused. */
function requireTokens(cluster: Cluster): void {
  const kind = clusterKind(cluster);
  if (clusterKinds[kind].takesTokens) return;
  throw new AckringError(
    'Refused',
    say('{cluster} is {kind}: there is no ack-ram-authenticator for it, which lets RAM tokens in', {
      cluster: cluster.name,
      kind: kindWord(kind),
    }),
    {
      remedy: say('Let the plug-in get certificates instead: `{command}`.', {
        command: shell`ackring get ${wordFor(cluster)} --exec`,
      }),
    },
  );
}

/** Whether two plans do the same; the end of a temporary certificate always differs. */
export function isSamePlan(one: AcquirePlan, other: AcquirePlan): boolean {
  return isDeepStrictEqual(done(one), done(other));
}

function done({ kind, access, server, file, context, changes, currentContext }: AcquirePlan) {
  return { kind, access, server, file, context, changes, currentContext };
}

/** The access to a cluster. Throws ClusterNotServing or EndpointMissing. */
export function accessFor({
  cluster,
  access,
  takesOther = false,
}: Pick<AcquireRequest, 'cluster' | 'access' | 'takesOther'>): Access {
  if (!isServing(cluster.state)) {
    const command = shell`ackring clusters --name ${cluster.name}`;
    throw new AckringError(
      'ClusterNotServing',
      say('cluster {cluster} is {state}: no API server answers', {
        cluster: cluster.name,
        state: stateWord(cluster.state),
      }),
      {
        remedy: isBeingDeleted(cluster)
          ? say('It is being deleted, and will answer no more: choose another, `ackring clusters`.')
          : isRegistered(cluster)
            ? say(
                'Connect its agent, until `{command}` shows it running; or take in a kubeconfig from who runs it: `ackring merge FILE`.',
                { command },
              )
            : say('Wait until `{command}` shows it running.', { command }),
      },
    );
  }
  const other = takesOther ? resolveAccess(cluster.endpoints, 'auto') : null;
  const resolved = resolveAccess(cluster.endpoints, access) ?? other;
  if (resolved !== null) return resolved;
  throw endpointMissing(cluster, access);
}

/** Reports that the cluster lacks the requested access, and which one it has. */
export function endpointMissing(cluster: DescribedCluster, access: AccessChoice): AckringError {
  return new AckringError('EndpointMissing', missingEndpoint(cluster.name, access), {
    remedy: missingEndpointRemedy(cluster, access),
  });
}

function missingEndpoint(cluster: string, access: AccessChoice): Sentence {
  switch (access) {
    case 'auto':
      return say('cluster {cluster} has no endpoint', { cluster });
    case 'public':
      return say('cluster {cluster} has no public endpoint', { cluster });
    case 'private':
      return say('cluster {cluster} has no private endpoint', { cluster });
  }
}

function isRegistered(cluster: Cluster): boolean {
  return clusterKind(cluster) === 'registered';
}

function missingEndpointRemedy(cluster: DescribedCluster, access: AccessChoice): Sentence {
  const { endpoints } = cluster;
  if (access === 'public' && endpoints.private.length > 0) {
    return say(
      'Take `--access private` from inside its VPC, or bind an EIP to its API server in the ACK console.',
    );
  }
  if (access === 'private' && endpoints.public.length > 0) return say('Take `--access public`.');
  if (isRegistered(cluster)) return say('Take in a kubeconfig from who runs it: `ackring merge FILE`.');
  return say('Look at its connection information in the ACK console.');
}
/** The owner of its entries; its holder and account as far as known. */
export function ownerFor(
  request: AcquireRequest,
  access: Access,
  { uid, account }: Pick<Owner, 'uid' | 'account'>,
): Owner {
  const { id, name, region } = request.cluster;
  return { clusterId: id, clusterName: name, region, access, kind: kindOf(request), uid, account };
}

function kindOf({ plugIn, durationMinutes }: AcquireRequest): KubeconfigKind {
  if (plugIn === 'token') return 'token';
  return durationMinutes === null ? 'long-term' : 'temporary';
}

interface MergedParts {
  readonly issued: string;
  readonly owner: Owner;
  /** See `readIssued`. */
  readonly program?: ProgramStart | undefined;
}

/** The merge of `issued` into a file as it is now, or into nothing for stdout. */
export function mergeInto(
  file: Pick<AcquireFile, 'path' | 'text'> | null,
  request: AcquireRequest,
  { issued, owner, files, namePattern, signer, program }: MergedParts & Omit<PlanSurroundings, 'now'>,
): MergePlan {
  const path = file?.path ?? null;
  // kubectl never sees the names in KUBECONFIG's files next to those of another file.
  const isAlone =
    request.destination.kind !== 'merge' || files.some((each) => each.path === path && !each.isMember);
  const others = files.filter((each) => each.path !== path).flatMap(({ kubeconfig }) => kubeconfig ?? []);
  const merge = planMerge({
    existing: file?.text ?? null,
    file: file?.path ?? 'stdout',
    issued,
    owner,
    program,
    contextName: request.contextName,
    namePattern,
    signer,
    use: fileToSwitch({ file: path, request, files }) === path,
    taken: isAlone ? [] : entryNames(others),
    others: isAlone ? [] : others,
    earlier: isAlone ? [] : filesBefore(path, files),
  });
  if (path !== null) requireLed(merge, { request, files: isAlone ? [] : files });
  return merge;
}

function filesBefore(path: string | null, files: readonly AcquireFile[]): readonly Kubeconfig[] {
  const at = files.findIndex((each) => each.path === path);
  return files
    .slice(0, Math.max(at, 0))
    .flatMap(({ kubeconfig, isMember }) => (isMember && kubeconfig ? kubeconfig : []));
}

/**
 * The context as kubectl will resolve it must lead to the cluster that was asked for, by all files in their order, and
 * so must every other that uses its user; and no context that is not marked as of that cluster may be led elsewhere
 * than before. Throws Conflict.
 */
function requireLed(
  { context, after }: MergePlan,
  {
    request: { cluster },
    files,
  }: { readonly request: AcquireRequest; readonly files: readonly AcquireFile[] },
): void {
  const members = files.flatMap(({ path, kubeconfig, isMember }) => {
    if (path === after.file) return after;
    return isMember && kubeconfig !== null ? kubeconfig : [];
  });
  const together = members.includes(after) ? members : [after];
  const name = after.contexts.find((each) => each.name === context)?.cluster;
  // A master may be dialled at an address that the cloud does not list: the door has let it in.
  const server = after.clusters.find((each) => each.name === name)?.server ?? null;
  const endpoints = {
    ...cluster.endpoints,
    public: [...cluster.endpoints.public, ...(server === null ? [] : [server])],
  };
  const refusal = placeRefusal(together, context, { cluster: { ...cluster, endpoints }, authority: null });
  const before = files.flatMap(({ isMember, kubeconfig }) => (isMember && kubeconfig ? kubeconfig : []));
  const moved = movedContext({ before, after: together }, { context, clusterId: cluster.id });
  const problem =
    refusal?.said.summary ??
    (moved === null
      ? null
      : say('{context} uses the same cluster entry, and would be led elsewhere', { context: moved }));
  if (problem === null) return;
  throw new AckringError('Conflict', problem, {
    remedy: say('Give it entries of its own: `{command}`.', {
      command: shell`ackring get ${wordFor(cluster)} --context ANOTHER`,
    }),
  });
}

function destinationFile(
  { destination, cluster }: AcquireRequest,
  owner: Owner,
  files: readonly AcquireFile[],
): AcquireFile | null {
  if (destination.kind === 'stdout') return null;
  const path = destination.file ?? fileForMerge(owner, files);
  const file = files.find((each) => each.path === path);
  if (file === undefined)
    throw new AckringError('Internal', say('{file} was not read', { file: path }), {
      remedy: say('Report this.'),
    });
  if (destination.kind === 'file') refuseForeignContent(file, cluster);
  return file;
}

/** The file that has these entries already, else the one kubectl would write to. */
export function fileForMerge(owner: Owner, files: readonly AcquireFile[]): string {
  const readable = files.flatMap(({ kubeconfig }) => kubeconfig ?? []);
  const file = owningFile(readable, owner) ?? memberForNewEntries(files);
  if (file !== null) return file;
  throw new AckringError('FileUnwritable', say('KUBECONFIG names no file'), {
    remedy: say('Unset KUBECONFIG, or name a file with `--kubeconfig FILE`.'),
  });
}

/** Repeating `--output` refreshes its own file; a file with any other content is never overwritten. */
function refuseForeignContent({ path, text, kubeconfig }: AcquireFile, cluster: Cluster): void {
  if (text === null || text.trim() === '') return;
  const contexts = kubeconfig?.contexts ?? [];
  if (contexts.length > 0 && contexts.every(({ owner }) => owner?.clusterId === cluster.id)) return;
  throw new AckringError('Conflict', say('{file} exists and holds something else', { file: path }), {
    // Nothing is merged into what is no kubeconfig.
    remedy:
      contexts.length === 0
        ? say('Name another file.')
        : say('Name another file, or merge into it with `{command}`.', {
            command: shell`ackring get ${wordFor(cluster)} --kubeconfig ${path}`,
          }),
  });
}

/**
 * Authorities, certificates and the holder's uid come with the answer: an entry whose other facts stay may stay as it is,
 * also the user of a long-term kubeconfig, which the cloud gives again until its window opens.
 */
function asFarAsKnown(
  change: MergeChange,
  {
    request: { durationMinutes, plugIn },
    before,
    after,
  }: {
    readonly request: AcquireRequest;
    readonly before: Kubeconfig | null | undefined;
    readonly after: Kubeconfig;
  },
): AcquireChange {
  const [section, ...name] = change.path.split('/');
  const isAlike = (factsIn: (kubeconfig: Kubeconfig) => readonly unknown[]): boolean =>
    before !== null && before !== undefined && isDeepStrictEqual(factsIn(before), factsIn(after));
  const named = ({ name: each }: { readonly name: string }): boolean => each === name.join('/');
  const mayStay = {
    clusters: () => isAlike(({ clusters }) => clusters.filter(named).map(({ server }) => server)),
    contexts: () =>
      isAlike(({ contexts }) =>
        contexts.filter(named).map(({ cluster, user, namespace }) => [cluster, user, namespace]),
      ),
    users: () => durationMinutes === null && plugIn === undefined,
  }[section ?? ''];
  return change.change === 'update' && mayStay?.() === true ? { ...change, change: 'unknown' } : change;
}

/** The preview's user holds a placeholder: say what will replace it. */
function withCredential(change: MergeChange, request: AcquireRequest): MergeChange {
  if (!change.path.startsWith('users/')) return change;
  return { ...change, detail: credentialDetail(request) };
}

function credentialDetail({ plugIn, durationMinutes }: AcquireRequest): Sentence {
  if (plugIn === 'token') return say('exec plug-in ackring, RAM token');
  if (plugIn === 'certificate') return say('exec plug-in {command}', { command: 'ackring' });
  if (durationMinutes === null) return say('certificate, long-term');
  return durationMinutes % 60 === 0
    ? say('certificate for {hours} h', { hours: durationMinutes / 60 })
    : say('certificate for {minutes} minutes', { minutes: durationMinutes });
}
