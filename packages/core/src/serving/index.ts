// A read-only page of this machine's own, for a screen on the wall and for Prometheus.

export { parseListen, readToken } from './listen.js';
export { type Answer, serve } from './serve.js';
