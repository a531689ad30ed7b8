/** How far the program's clock jumps at each signal. */
const jumpMinutes = 10;

/**
 * An environment in which SIGUSR2 sets the program's clock forward, so that tests need not wait minutes. The cloud
 * still accepts one such jump: signatures may be 15 minutes off.
 */
export const timeMachine = clockAhead(0);

/** An environment in which the program's clock is ahead of the machine's by this, or behind it. */
export function clockAhead(ms: number): { readonly NODE_OPTIONS: string } {
  const script = `
const Real = Date;
let ahead = ${ms};
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(Real.now() + ahead) : super(...given); }
  static now() { return Real.now() + ahead; }
};
process.on('SIGUSR2', () => { ahead += ${jumpMinutes} * 60_000; });
`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}
