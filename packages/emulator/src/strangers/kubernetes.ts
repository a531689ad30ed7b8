import type { Further } from '../kubernetes/route.js';

/** What only some clients ask of an API server, loaded when one does. */
export const furtherKubernetes: Further = {
  openApi: async (...asked) => (await import('./openapi.js')).openApi(...asked),
  protobuf: async () => (await import('./protobuf.js')).protobuf,
};
