import { keepSecretsOf, systemClock } from '@ackring/core/machine';
import { createRotateFunction } from './handler.js';
import type { FunctionContext } from './surroundings.js';

keepSecretsOf(process);

const rotate = createRotateFunction({
  environment: process.env,
  packageFolder: import.meta.dirname,
  clock: systemClock,
  write: (line) => console.log(line),
});

/** Called by Function Compute for each event: `index.handler`. */
export const handler = (event: Uint8Array, context: FunctionContext) => rotate.handle(event, context);

/** Called once per instance, before the first event: `index.initialize`. */
export const initialize = () => rotate.initialize();
