import { isIPv4, isIPv6 } from 'node:net';
import type { Access } from '../cluster.js';
import type { AckOrigin } from './context-entry.js';
import type { Owner } from './ownership.js';

/** What may tell which ACK cluster a context leads to. */
export interface OriginClues {
  readonly owner: Owner | null;
  readonly contextName: string;
  readonly server: string | null;
  /** The certificate's uid. */
  readonly uid: string | null;
  /** Organization of the certificate's issuer: the cluster's id in certificates issued until 2024. */
  readonly issuerOrganization: string | null;
}

/** The ACK cluster a context leads to: as our extension says, else as ACK's own names give away; else null. */
export function ackOrigin(clues: OriginClues): AckOrigin | null {
  if (clues.owner) return fromOwner(clues.owner);
  const host = hostOf(clues.server);
  const inferred = { region: regionOf(host), access: accessOf(host), identity: clues.uid };
  const named = ackContextName.exec(clues.contextName)?.groups;
  if (named?.['id']) {
    const identity = clues.uid ?? named['uid'] ?? null;
    return { ...inferred, clusterId: named['id'], identity, source: 'contextName' };
  }
  const served = ackServerName.exec(host ?? '')?.groups;
  if (served?.['id']) return { ...inferred, clusterId: served['id'], source: 'serverAddress' };
  const issuer = clues.issuerOrganization;
  if (issuer !== null && clusterId.test(issuer)) return { ...inferred, clusterId: issuer, source: 'issuer' };
  return null;
}

// `<uid>-<cluster id>` for RAM users, `kubernetes-admin-<cluster id>` for the account root.
const ackContextName = /^(?:(?<uid>[0-9]+)|kubernetes-admin)-(?<id>c[0-9a-f]{32})$/;
const ackServerName = /(?:^|\.)(?<id>c[0-9a-f]{32})\.(?<region>[a-z0-9-]+)\.cs\.aliyuncs\.com$/;
const clusterId = /^c[0-9a-f]{32}$/;

function fromOwner({ clusterId, region, access, uid }: Owner): AckOrigin {
  return { clusterId, region, access, identity: uid, source: 'owned' };
}

/** By pattern, since a list may hold thousands of URLs, and a URL object takes its time. */
function hostOf(server: string | null): string | null {
  return serverUrl.exec(server ?? '')?.groups?.['host'] ?? null;
}

const serverUrl = /^https?:\/\/(?:[^/@]*@)?\[?(?<host>[0-9A-Za-z.-]+|[0-9A-Fa-f:.]+)\]?(?=[:/]|$)/;

function regionOf(host: string | null): string | null {
  return ackServerName.exec(host ?? '')?.groups?.['region'] ?? null;
}

/** Private for an address that only the VPC routes, public for any other; null for a name. */
function accessOf(host: string | null): Access | null {
  if (host === null || (!isIPv4(host) && !isIPv6(host))) return null;
  return privateAddress.test(host) ? 'private' : 'public';
}

// RFC 1918, the carrier range 100.64.0.0/10 that Alibaba Cloud uses inside, link-local, loopback, fc00::/7.
const privateAddress =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])/i;
