import { randomUUID } from 'node:crypto';
import type { Ack } from '../cloud/ack/api.js';
import type { Journal } from '../journal/journal.js';
import { journalled } from '../journal/journalled.js';
import { needsAccount } from '../kubeconfig/entry-names.js';
import { refuseSpecialFile, resolveTarget } from '../machine/files/file-target.js';
import { unwrittenSince } from '../machine/files/state.js';
import { requireFolder } from '../machine/files/write.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import type { DescribedCluster } from '../words/cluster.js';
import type { RefuseWhenReadOnly } from '../words/errors.js';
import { say } from '../words/say.js';
import { bareProgram, type ProgramStart } from '../words/target.js';
import { requireAccountRoot } from './account-root.js';
import { type AcquireOptions, type AcquirePorts, acquire } from './acquire.js';
import type { Caller, ProofPorts } from './fetch-proved.js';
import { fetchFromMaster, type MasterFetch, type MasterPorts, type MasterRequest } from './from-master.js';
import { type NamingSigner, type PlanSurroundings, planAcquire } from './plan.js';
import { withExecPlugin } from './plug-in-entry.js';
import type {
  AcquireDestination,
  AcquireDraft,
  AcquireFile,
  AcquirePlan,
  AcquireRequest,
  AcquireResult,
} from './request.js';
import { editTogether } from './switch-context.js';

/** Fetching a kubeconfig: a plan first, then exactly that plan. */
export interface Fetching {
  /** Requests the cluster's endpoints first if they are not known. */
  planAcquire(request: AcquireDraft, options?: { signal?: AbortSignal }): Promise<AcquirePlan>;
  acquire(plan: AcquirePlan, options?: AcquireOptions): Promise<AcquireResult>;
  /** A master's kubeconfig through the system's ssh, merged. */
  fetchOverSsh(
    cluster: DescribedCluster,
    options: Omit<MasterRequest, 'cluster'> & { signal?: AbortSignal },
  ): Promise<MasterFetch>;
}

interface FetchingPorts {
  readonly ack: () => Promise<Pick<Ack, 'describeCluster' | 'fetchKubeconfig' | 'fetchSubaccountKubeconfig'>>;
  readonly files: KubeconfigFiles;
  readonly now: () => Date;
  /** Pattern of context names, by the settings. */
  readonly namePattern: () => Promise<string>;
  /** Chosen by flag; an exec plug-in's entry names it too. */
  readonly profile: string | null;
  /** Chosen by flag, settings or environment; null where keys stand in the environment themselves. */
  readonly profileInUse: () => Promise<string | null>;
  /** How programs without a shell's PATH start this program. */
  readonly program: () => ProgramStart;
  readonly mintToken: AcquirePorts['mintToken'];
  readonly journal: () => Promise<Journal>;
  /** Who signs the calls. */
  readonly whoSigns: (signal?: AbortSignal) => Promise<Caller>;
  readonly proofs: ProofPorts;
  readonly verify: AcquirePorts['verify'];
  readonly askMaster: MasterPorts['ask'];
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
  /** Empties the exec plug-in's cache of a cluster. */
  readonly forgetCluster: (clusterId: string) => Promise<void>;
}

export function createFetching(ports: FetchingPorts): Fetching {
  const { files, now, refuseWhenReadOnly } = ports;
  const readings = new WeakMap<AcquirePlan, FilesReading & { readonly signer: NamingSigner }>();
  return {
    planAcquire: async (asked, { signal } = {}) => {
      const { destination } = asked;
      // A kubeconfig to merge into may begin with its folder, as kubectl does it.
      if (destination.kind === 'file') await requireFolder(await resolveTarget(destination.file));
      const request = { ...asked, cluster: await described(asked.cluster, ports, signal) };
      const reading = await readingFor(request.destination, { store: files, now: now() });
      const namePattern = await ports.namePattern();
      const signer = await signerFor(request, { files: reading.files, namePattern }, ports, signal);
      const plan = planAcquire(request, { files: reading.files, namePattern, signer, now: now() });
      const places = new Set([plan.file, plan.currentContext.file]);
      for (const file of reading.files) if (places.has(file.path)) await refuseUnusable(file);
      readings.set(plan, { ...reading, signer });
      return plan;
    },
    acquire: async (plan, options = {}) => {
      const { request } = plan;
      const { holder = null } = request;
      if (holder !== null)
        requireAccountRoot(await ports.whoSigns(options.signal), say('hand a kubeconfig over'));
      if (plan.file !== null) await refuseWhenReadOnly(say('write {file}', { file: plan.file }));
      const ack = await ports.ack();
      // Otherwise the plug-in would keep sending its cached one, while we report that the new one works.
      if (request.plugIn) await ports.forgetCluster(request.cluster.id);
      const fetch = async () =>
        acquire(
          plan,
          {
            ack,
            clock: { now },
            ...ports.proofs,
            ...(holder === null ? {} : handingOver(holder, ack)),
            namePattern: await ports.namePattern(),
            signer: readings.get(plan)?.signer,
            readFiles: async () => {
              const reading = readings.get(plan);
              return reading?.isUnwritten() ? reading.files : filesFor(request.destination, files);
            },
            edit: editTogether(files, options.task === undefined ? {} : { task: options.task }),
            verify: ports.verify,
            mintToken: ports.mintToken,
            ...(request.plugIn ? plugInPorts(plan, ports) : {}),
          },
          options,
        );
      return holder === null ? fetch() : recorded(plan, holder, await ports.journal(), fetch);
    },
    fetchOverSsh: async (cluster, { signal, ...asked }) => {
      await refuseWhenReadOnly(say('merge a kubeconfig'));
      const namePattern = await ports.namePattern();
      const there = await filesFor({ kind: 'merge', file: null }, files);
      const masterPorts = {
        ask: ports.askMaster,
        clock: { now },
        namePattern,
        signer: await signerFor({ ...asked, cluster }, { files: there, namePattern }, ports, signal),
        readFiles: () => filesFor({ kind: 'merge', file: null }, files),
        edit: editTogether(files),
      };
      return fetchFromMaster({ ...asked, cluster }, masterPorts, signal);
    },
  };
}

/** The cloud is asked who calls only where the name needs it, and without an answer the pattern's cannot be made. */
async function signerFor(
  { cluster, contextName }: Pick<AcquireRequest, 'cluster' | 'contextName'>,
  { files, namePattern: pattern }: Pick<PlanSurroundings, 'files' | 'namePattern'>,
  ports: Pick<FetchingPorts, 'profileInUse' | 'whoSigns'>,
  signal: AbortSignal | undefined,
): Promise<NamingSigner> {
  const profile = await ports.profileInUse().catch(() => null);
  const kubeconfigs = files.flatMap(({ kubeconfig }) => kubeconfig ?? []);
  const need = contextName === null ? needsAccount(cluster, { pattern, profile, kubeconfigs }) : null;
  if (need === null) return { profile, uid: null, account: cluster.account?.id ?? undefined };
  const asked = ports.whoSigns(signal);
  const caller = await (need === 'byPattern' ? asked : asked.catch(() => null));
  return { profile, uid: caller?.uid ?? null, account: caller?.accountId };
}

async function described(
  cluster: AcquireDraft['cluster'],
  { ack }: FetchingPorts,
  signal: AbortSignal | undefined,
): Promise<DescribedCluster> {
  const { endpoints } = cluster;
  return endpoints === null ? (await ack()).describeCluster(cluster, signal) : { ...cluster, endpoints };
}

/** Output on stdout may be used on another machine, where the program is elsewhere. */
function plugInPorts(
  { file }: AcquirePlan,
  { profile, program: findProgram }: FetchingPorts,
): Pick<AcquirePorts, 'program' | 'transform'> {
  const program = file === null ? bareProgram : findProgram();
  return {
    program,
    transform: async (issued, plan) => withExecPlugin(issued, plan, { program, profile }),
  };
}

type Holder = NonNullable<AcquirePlan['request']['holder']>;

/** What comes is held against the holder, and not against who asks. */
function handingOver(
  { uid }: Holder,
  ack: Pick<Ack, 'fetchSubaccountKubeconfig'>,
): Pick<AcquirePorts, 'ack' | 'caller'> {
  return {
    ack: { fetchKubeconfig: (asked, signal) => ack.fetchSubaccountKubeconfig({ ...asked, uid }, signal) },
    caller: async () => ({ uid, type: 'user' }),
  };
}

/** Somebody else's key is nothing to have without a trace: no journal, no key. */
async function recorded(
  { request: { cluster, durationMinutes }, file }: AcquirePlan,
  { uid, name }: Holder,
  journal: Journal,
  fetch: () => Promise<AcquireResult>,
): Promise<AcquireResult> {
  const summary = say('hand {name} a kubeconfig of {cluster}', { name, cluster: cluster.name });
  const details = { clusterId: cluster.id, region: cluster.region, uid, file, minutes: durationMinutes };
  const start = { action: 'handover', runId: randomUUID(), summary, details };
  return journalled(journal, start, fetch, ({ notAfter }) => ({
    details: { ...details, notAfter: notAfter?.toISOString() ?? null },
  }));
}

interface FilesReading {
  readonly files: readonly AcquireFile[];
  /** Whether they are certainly as they were read. */
  readonly isUnwritten: () => boolean;
}

/** The same as `filesFor`, with whether it has to be read again later. */
export async function readingFor(
  destination: AcquireDestination,
  { store, now }: { readonly store: KubeconfigFiles; readonly now: Date },
): Promise<FilesReading> {
  if (destination.kind === 'stdout') return { files: [], isUnwritten: () => true };
  const { file } = destination;
  const isUnwritten = unwrittenSince(now, [...store.paths, ...(file === null ? [] : [file])]);
  return { files: await filesFor(destination, store), isUnwritten };
}

/**
 * The files of KUBECONFIG, and the destination if it is not among them. None for stdout: kubectl never sees its names
 * beside those of any file, and a large file would take longer to read than the fetch.
 */
export async function filesFor(
  destination: AcquireDestination,
  store: KubeconfigFiles,
): Promise<readonly AcquireFile[]> {
  if (destination.kind === 'stdout') return [];
  const members = await store.members();
  const asked = destination.file;
  const isOther = asked !== null && !members.some(({ path }) => path === asked);
  // Whether it is writable shows on writing, with the system's own reason.
  const others = isOther && asked !== null ? [{ path: asked, exists: true, isWritable: true }] : [];
  const all = [
    ...members.map((each) => ({ ...each, isMember: true })),
    ...others.map((each) => ({ ...each, isMember: false })),
  ];
  // An unreadable file counts as absent here, and is refused when it has to be written.
  const { kubeconfigs, texts, problems } = await store.readAll(all.map(({ path }) => path));
  return all.map((member) => ({
    ...member,
    text: texts.get(member.path) ?? null,
    kubeconfig: kubeconfigs.find(({ file }) => file === member.path) ?? null,
    problem: problems.find(({ file }) => file === member.path)?.error ?? null,
  }));
}

/** Nothing is issued for a file that could not be written anyway. Throws FileUnreadable, FileUnwritable. */
export async function refuseUnusable({ path, text, problem }: AcquireFile): Promise<void> {
  await refuseSpecialFile(await resolveTarget(path));
  if (text === null && problem !== null) throw problem;
}
