import { AckringError } from '../../words/errors.js';
import { proveNewer, readCredential } from '../credential/credential.js';

/** Where one credential is stored: a name inside each sink. */
export interface CredentialKey {
  readonly clusterId: string;
  /** A cluster's name, for sinks that name things for people. */
  readonly clusterName: string;
  /** `self`, the role's name, or the uid. */
  readonly identity: string;
  /** The cluster's tags, for sinks that label things; left out where nobody knows them. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** One version of a credential: a kubeconfig that works as it is. Its text holds a private key. */
export interface CredentialVersion {
  readonly id: string;
  readonly text: string;
  /** The version it takes the place of though that one ends later: it was found to be of no use. */
  readonly replaces?: string | null;
}

/**
 * A place where consumers find their kubeconfig. Each method is idempotent, so that a run killed anywhere is
 * finished by the next, and throws AckringError only. Until `promote` returns, `read` gives the old version.
 */
export interface Sink {
  /** Names it in reports, such as `kms:ackring/` or `file:./keys`. */
  readonly name: string;
  /** The current version's text, or null when there is none. */
  read(key: CredentialKey, signal?: AbortSignal): Promise<string | null>;
  /** Lays a version beside the current one. */
  stage(key: CredentialKey, version: CredentialVersion, signal?: AbortSignal): Promise<void>;
  /** Makes a staged version the current one; throws Conflict when a newer one took its place meanwhile. */
  promote(key: CredentialKey, version: CredentialVersion, signal?: AbortSignal): Promise<void>;
  /** What it holds of ours; left out where a sink cannot tell. */
  readonly places?: SinkPlaces;
  /** Where reports and the memory of alarms are kept; null for a sink that has no room for them. */
  readonly documents: DocumentStore | null;
}

/** One credential as a sink has it: its name there, and the cluster it is for. */
export interface StoredPlace {
  readonly name: string;
  readonly clusterId: string;
}

/** A sink's names, there and back: by them is found what no longer has a cluster or a holder. */
interface SinkPlaces {
  /** What it holds of ours, credentials only; reads no key where the sink lets it. */
  list(signal?: AbortSignal): Promise<readonly StoredPlace[]>;
  /** The name that a credential has there. */
  nameOf(key: CredentialKey): string;
}

/** Keeps small JSON documents without secrets: reports, and what the alarms remember. */
export interface DocumentStore {
  /** Whether there is room for a document of this text. */
  fits(text: string): boolean;
  read(name: string, signal?: AbortSignal): Promise<string | null>;
  write(name: string, text: string, signal?: AbortSignal): Promise<void>;
}

/**
 * The last look before a version takes the current one's place: another run may have been quicker. Throws
 * Conflict when what is there is of use and ends later than what is to come.
 */
export function refuseOlder(sink: string, current: string | null, next: CredentialVersion): void {
  if (current === null) return;
  const incoming = readCredential(next.text).stored;
  if (incoming.kind !== 'readable') return;
  const { stored } = readCredential(current);
  const isRefused = stored.kind === 'readable' && stored.facts.version === next.replaces;
  if (proveNewer(incoming.facts, stored, isRefused) === 'older') throw overtaken(sink);
}

/** Another run was quicker, and what it brought is newer. */
export function overtaken(sink: string): AckringError {
  return new AckringError('Conflict', `${sink} already holds a newer version`, {
    remedy: 'Nothing needs doing: another run was quicker, and consumers have the newer one.',
  });
}

/** Whether a version is proven to be newer than another: what merely mends it is not. */
export function isNewer(current: string, next: string): boolean {
  const incoming = readCredential(next).stored;
  return (
    incoming.kind === 'readable' && proveNewer(incoming.facts, readCredential(current).stored) === 'newer'
  );
}
