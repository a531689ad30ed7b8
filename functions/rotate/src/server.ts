import { createRuntimeServer } from './custom-runtime.js';
// Beside it in the deployed folder: the same code as in the managed runtime.
import { handler, initialize } from './index.js';

const { FC_SERVER_PORT = '9000', FC_SERVER_ADDRESS = '0.0.0.0' } = process.env;

createRuntimeServer({ handle: handler, initialize }).listen(Number(FC_SERVER_PORT), FC_SERVER_ADDRESS);
