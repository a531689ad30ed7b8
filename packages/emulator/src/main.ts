/** The versions this program runs on, as `engines` of the root package.json has them: ^22.20, ^24.12 and from 26 on. */
function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return !((major === 22 && minor >= 20) || (major === 24 && minor >= 12) || major >= 26);
}

// Nothing else is loaded before: an older Node would fail somewhere in the middle, on what it does not have.
const { node } = process.versions;
if (isTooOld(node)) {
  process.stderr.write(`emulator: needs Node 22.20, 24.12, or 26 or later; this is ${node}\n`);
  process.exitCode = 2;
} else {
  await import('./program.js');
}
