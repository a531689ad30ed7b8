import * as v from 'valibot';
import { readCertificateFacts } from '../../certificate/certificate.js';
import type { Ack } from '../../cloud/ack/api.js';
import { resolveEndpoint } from '../../cloud/openapi/endpoints.js';
import { createSts } from '../../cloud/sts/sts.js';
import { fetchProved, type ProvedFetchPorts } from '../../fetch/fetch-proved.js';
import { linkedPaths } from '../../kubeconfig/kubeconfig.js';
import { kubeconfigPaths } from '../../kubeconfig/paths.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { Clock } from '../../machine/clock.js';
import { homeFolder } from '../../machine/home.js';
import { readKubeconfigs } from '../../machine/kubeconfig-file/read.js';
import { armedWith, type ExecPluginRunner } from '../../machine/processes/exec-plugin.js';
import { resolveAccess } from '../../words/endpoints.js';
import { AckringError, readOnlyRefusal } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell, word } from '../../words/shell-word.js';
import { type ApiServerTarget, type ExecPlugin, programIn, targetByCertificate } from '../../words/target.js';
import type { PlugInOptions } from '../plug-in/plug-in.js';

export interface HubOptions {
  readonly context: string;
  /** A file, or a reference to a KMS secret; undefined for the user's own, by kubectl's rule. */
  readonly kubeconfig: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By its reference. */
  readonly readSecret: (reference: string) => Promise<string>;
  readonly execPlugins: ExecPluginRunner;
  readonly clock: Clock;
}

/** How to reach the cluster that holds the Secrets, now. */
export type HubTarget = (signal?: AbortSignal) => Promise<ApiServerTarget>;

/**
 * How to reach the cluster that holds the Secrets: from files for a terminal, from KMS for a function. A plug-in in
 * the user's own kubeconfig is run, and again after some minutes; one in any other file is not.
 */
export async function hubTarget(options: HubOptions): Promise<HubTarget> {
  const { target, isOwn } = await readTarget(options);
  const { exec } = target;
  if (!exec) return async () => target;
  if (!isOwn) throw untrusted(options, exec);
  return renewed(options.clock, pluginLifeMs, (signal) => armed(target, exec, options, signal));
}

/** When the certificate or token that reaches it ends; null if it does not say. */
export function endOfAccess({ clientCertificate, token }: ApiServerTarget): Date | null {
  if (clientCertificate !== null) return readCertificateFacts(clientCertificate).notAfter;
  const claims = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.object({ exp: v.number() })), claims);
  return parsed.success ? new Date(parsed.output.exp * 1_000) : null;
}

/** Plug-ins cache their result as long as it is valid; asking now and then is cheap. */
const pluginLifeMs = 5 * 60_000;

/** Asks again once its result is `lifeMs` old; concurrent callers wait for one answer. */
export function renewed(
  clock: Clock,
  lifeMs: number,
  make: (signal?: AbortSignal) => Promise<ApiServerTarget>,
): HubTarget {
  let made: { readonly at: number; readonly target: Promise<ApiServerTarget> } | null = null;
  return (signal) => {
    const now = clock.now().getTime();
    if (made !== null && now - made.at < lifeMs) return made.target;
    const target = make(signal);
    made = { at: now, target };
    target.catch(() => {
      if (made?.target === target) made = null;
    });
    return target;
  };
}

interface ReadTarget {
  readonly target: ApiServerTarget;
  /** Nobody else wrote it: its programs may be run. */
  readonly isOwn: boolean;
}

async function readTarget(options: HubOptions): Promise<ReadTarget> {
  const { context, kubeconfig, environment, readSecret } = options;
  if (kubeconfig?.startsWith('kms:')) {
    const text = await readSecret(kubeconfig);
    return { target: apiServerTarget(readKubeconfig(text, { file: kubeconfig }), context), isOwn: false };
  }
  const home = homeFolder(environment);
  const own = kubeconfigPaths({ kubeconfig: environment['KUBECONFIG'], home });
  const files = kubeconfig === undefined ? own : [kubeconfig];
  const { kubeconfigs } = await readKubeconfigs(files);
  if (kubeconfigs.length === 0) throw noKubeconfig(context, files);
  const foreign = kubeconfigs.filter((each) => !own.includes(each.file));
  const reaching = foreign.find((each) => linkedPaths(each).length > 0);
  if (reaching !== undefined) throw reachesOut(reaching.file);
  return { target: apiServerTarget(kubeconfigs, context), isOwn: foreign.length === 0 };
}

function noKubeconfig(context: string, files: readonly string[]): AckringError {
  return new AckringError(
    'FileNotFound',
    say('there is no kubeconfig for the context {context}: {files}', { context, files }),
    {
      remedy: say(
        'Name it in the sink: kubeconfig: FILE, or kubeconfig: "kms:SECRET"; or name the hub by cluster: ID.',
      ),
    },
  );
}

async function armed(
  target: ApiServerTarget,
  plugin: ExecPlugin,
  { execPlugins, context }: HubOptions,
  signal: AbortSignal | undefined,
): Promise<ApiServerTarget> {
  const outcome = await execPlugins.run(plugin, target, signal);
  if (outcome.kind === 'credential') return armedWith(target, outcome);
  const why = outcome.kind === 'missing' ? say('which is not installed here') : outcome.problem;
  const program = word(programIn(plugin).program);
  throw new AckringError(
    'CredentialsMissing',
    say('the credentials of the context {context} come from {program}, {why}', { context, program, why }),
    {
      remedy: say('Try it by itself: {command}', {
        command: shell`kubectl --context ${context} auth whoami`,
      }),
    },
  );
}

/** Its author could name any file of this machine, to be sent to any server. */
function reachesOut(file: string): AckringError {
  return new AckringError(
    'Refused',
    say('{file} is none of your kubeconfig files, and points to others', { file }),
    {
      remedy: say(
        'Put what they hold into it: `{command}`; or add it to KUBECONFIG, and leave `kubeconfig` out of the sink.',
        { command: shell`kubectl --kubeconfig ${file} config view --flatten` },
      ),
    },
  );
}

function untrusted({ kubeconfig, context }: HubOptions, plugin: ExecPlugin): AckringError {
  return new AckringError(
    'Refused',
    say(
      'the context {context} of {kubeconfig} runs a program, {program}, and none of your own kubeconfig files names it',
      { context, kubeconfig: kubeconfig ?? '', program: word(programIn(plugin).program) },
    ),
    {
      remedy: say(
        'Leave `kubeconfig` out and keep that context in your own files, or give it a certificate or a token.',
      ),
    },
  );
}

/** A hub in the fleet: reached with our own short-lived kubeconfig, which no file keeps. */
export async function fleetHub(
  hub: { readonly cluster: string; readonly region: string | undefined },
  { credentials, environment, clock, limiterOf, accessOf, ...options }: PlugInOptions,
): Promise<HubTarget> {
  if (options.isReadOnly) throw readOnlyRefusal(say('have a kubeconfig issued'));
  const { createAck } = await import('../../cloud/ack/ack.js');
  const ack = createAck({
    credentials,
    endpoint: (region) => resolveEndpoint('cs', region, environment),
    clock,
    limiter: limiterOf('cs'),
    homeRegion: options.region,
  });
  const sts = createSts({
    credentials,
    endpoint: resolveEndpoint('sts', options.region, environment),
    region: options.region,
    clock,
    limiter: limiterOf('sts'),
  });
  const cluster = { id: hub.cluster, region: hub.region ?? options.region };
  const ports = { ack, clock, caller: sts.callerIdentity };
  return renewed(clock, (lifeMinutes / 2) * 60_000, (signal) =>
    fetchTarget(cluster, accessOf, ports, signal),
  );
}

/** Longer than a request, shorter than most runs: it is fetched anew at half its life. */
const lifeMinutes = 60;

async function fetchTarget(
  cluster: { readonly id: string; readonly region: string },
  accessOf: PlugInOptions['accessOf'],
  ports: ProvedFetchPorts & { readonly ack: Pick<Ack, 'describeCluster'> },
  signal: AbortSignal | undefined,
) {
  const described = await ports.ack.describeCluster(cluster, signal);
  const choice = accessOf(described);
  const access = resolveAccess(described.endpoints, choice);
  if (access === null) {
    throw new AckringError(
      'EndpointMissing',
      say('the hub {id} has no {choice} endpoint', { id: cluster.id, choice }),
      {
        remedy: say('See what it has: {command}', {
          command: shell`ackring clusters --region ${cluster.region}`,
        }),
      },
    );
  }
  const { endpoints } = described;
  const request = { cluster: described, access, durationMinutes: lifeMinutes, endpoints };
  return targetByCertificate(await fetchProved(request, ports, signal));
}
