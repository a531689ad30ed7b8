/** Ends a soak test with exit code 1 at the first violation. */
export function expect(isKept: boolean, promise: string): void {
  if (isKept) return;
  console.error(`broken: ${promise}`);
  process.exit(1);
}
