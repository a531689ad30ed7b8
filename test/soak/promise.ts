/** Ends a soak with exit code 1 at the first promise that was not kept. */
export function expect(isKept: boolean, promise: string): void {
  if (isKept) return;
  console.error(`broken: ${promise}`);
  process.exit(1);
}
