/** The version of this program; `tui/package.json` says the same, and a test holds them together. */
export const version = '0.1.0';

/** `ackring 0.1.0 (node 24.21.0, linux-x64)`. */
export function versionText(): string {
  return `ackring ${version} (node ${process.versions.node}, ${process.platform}-${process.arch})`;
}
