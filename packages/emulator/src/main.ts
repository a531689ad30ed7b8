/** The versions that this program runs on, as in `engines` of the root package.json: ^22.20, ^24.12 and 26 or later. */
function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return !((major === 22 && minor >= 20) || (major === 24 && minor >= 12) || major >= 26);
}

// Nothing else is loaded before: an older Node would fail half-way, on a missing feature.
const { node } = process.versions;
if (isTooOld(node)) {
  process.stderr.write(`emulator: needs Node 22.20, 24.12, or 26 or later; this is ${node}\n`);
  process.exitCode = 2;
} else {
  await import('./program.js');
}
