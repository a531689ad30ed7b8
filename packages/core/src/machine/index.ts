// This machine: its clock, files and processes.

export { type Clock, systemClock } from './clock.js';
export { notThere } from './files/error.js';
export { isOpenToOthers, isThere } from './files/facts.js';
export { makePrivateFolder } from './files/folders.js';
export { openLogFile, openPrivateLogFile } from './files/log-file.js';
export { mostOfKubeconfig, readNamedFile, readNamedText, textIfThere } from './files/named-file.js';
export { unpackFiles } from './files/packed-files.js';
export { writeNewFile, writeOutputFile } from './files/write.js';
export { homeFolder, homeOrNone } from './home.js';
export { kubeconfigOwnership, type Ownership } from './kubeconfig-file/ownership.js';
export { isWindows } from './platform.js';
export { ownEnvironment } from './processes/environment.js';
export { runInForeground, withoutInterrupts } from './processes/foreground.js';
export { putLauncher } from './processes/launcher.js';
export { notStarted } from './processes/on-path.js';
export { print, standardStream, unwritten } from './processes/print.js';
export { keepSecretsOf, refuseWeakTls, withoutKeys } from './processes/secrecy.js';
export { temporaryFolder } from './processes/temporary-folder.js';
export { tmuxClipboard } from './processes/tmux.js';
