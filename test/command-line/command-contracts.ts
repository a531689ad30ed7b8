import {
  accessAtContract,
  accessContract,
  accessRecordContract,
  cleanContract,
  leakContract,
  removedContract,
  revokeContract,
  sanContract,
  unbindContract,
} from './access-contracts.js';
import {
  clustersContract,
  contextsContract,
  doctorContract,
  doctorReportContract,
  errorContract,
  getContract,
  verifyContract,
} from './contracts.js';
import { grantContract, lifeContract, policyCheckContract } from './granting-contracts.js';
import {
  expiryContract,
  historyCheckContract,
  historyContract,
  inspectContract,
  plannedContract,
  renewContract,
  sshContract,
  undoContract,
  useContract,
  versionContract,
} from './kubeconfig-contracts.js';
import { migrateContract } from './migration-contracts.js';
import {
  functionFilesContract,
  functionInvokeContract,
  functionLogsContract,
  functionStatusContract,
  policyContract,
  rotationContract,
  simulationContract,
} from './rotation-contracts.js';
import { runContract } from './session-contracts.js';
import { explainContract } from './token-contracts.js';
import { usageContract } from './usage-contracts.js';

/** What each command prints with `--json`, in the order of the help page; the reference is generated from it. */
export const commandContracts = {
  clusters: clustersContract,
  get: getContract,
  run: runContract,
  contexts: contextsContract,
  'contexts rename': plannedContract,
  'contexts remove': plannedContract,
  'contexts prune': plannedContract,
  merge: plannedContract,
  use: useContract,
  inspect: inspectContract,
  verify: verifyContract,
  renew: renewContract,
  undo: undoContract,
  history: historyContract,
  'history --check': historyCheckContract,
  expiry: expiryContract,
  access: accessContract,
  'access --record': accessRecordContract,
  'access --at': accessAtContract,
  usage: usageContract,
  'access grant': grantContract,
  'access unbind': unbindContract,
  'access withdraw': grantContract,
  life: lifeContract,
  migrate: migrateContract,
  clean: cleanContract,
  removed: removedContract,
  revoke: revokeContract,
  san: sanContract,
  ssh: sshContract,
  leak: leakContract,
  'rotate plan': rotationContract,
  'rotate apply': rotationContract,
  'rotate simulate': simulationContract,
  'function status': functionStatusContract,
  'function invoke': functionInvokeContract,
  'function logs': functionLogsContract,
  'function files': functionFilesContract,
  'policy check': policyCheckContract,
  policy: policyContract,
  'token explain': explainContract,
  doctor: doctorContract,
  'doctor --report': doctorReportContract,
  '--version': versionContract,
  error: errorContract,
} as const;

/** Commands whose output is a foreign format, or text only. */
export const withoutContract = [
  'demo',
  'mcp',
  'serve',
  'shell',
  'exec-credential',
  'completion',
  'complete',
  'help',
] as const;
