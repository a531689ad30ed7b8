// A read-only page of this machine, for a screen on the wall and for Prometheus.

export { parseListen, readToken, refuseOtherNames } from './listen.js';
export { type Answer, serve } from './serve.js';
