import { ApiError } from '../http/api-error.js';
import { jsonReply } from '../http/reply.js';
import type { Service } from '../service.js';

/** Answers 501 to everything: the room of a service that is not there yet. */
export function createUnplugged(): Service {
  return {
    operation: () => 'Unknown',
    handle: () => {
      throw new ApiError(501, 'NotImplemented', 'The embedded cloud does not have this service.');
    },
    renderError: (error) => jsonReply(error.status, { code: error.code, message: error.message }),
  };
}
