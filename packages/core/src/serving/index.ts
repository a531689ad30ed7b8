// A read-only page of this machine's own, for a screen on the wall and for Prometheus.

export { type ListenAddress, parseListen, readToken } from './listen.js';
export { type Answer, type Served, type Serving, serve } from './serve.js';
