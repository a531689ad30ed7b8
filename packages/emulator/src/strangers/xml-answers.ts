import { type Reply, xmlReply } from '../http/reply.js';
import { formParameters, type ServiceRequest } from '../http/request.js';
import { type XmlValue, xmlDocument } from '../services/oss/xml.js';
import type { Service } from '../services/service.js';

/** A service without paths, in XML too. */
export function alsoInXml<S extends Service>(service: S): S {
  return {
    ...service,
    handle: async (request, effects) => {
      const reply = await service.handle(request, effects);
      return wantsXml(request) ? asXml(reply, `${service.operation(request)}Response`) : reply;
    },
    renderError: (error, request) => {
      const reply = service.renderError(error, request);
      return wantsXml(request) ? asXml(reply, 'Error') : reply;
    },
  };
}

/**
 * Whether a caller wants XML of a service without paths: `Format=XML` says so, and it is the default of the older
 * signature; of ACS3 the header `accept` (OpenAPI, "Request syntax and signature method V2" and V3).
 */
function wantsXml(request: ServiceRequest): boolean {
  const parameters = formParameters(request);
  const format = parameters.get('Format');
  if (format) return format.toUpperCase() === 'XML';
  const isOlder = request.headers['authorization'] === undefined && parameters.has('Signature');
  return isOlder || /^(application|text)\/xml\b/.test(request.headers['accept'] ?? '');
}

/** A JSON answer as the gateway writes it in XML, members in the same order: `<ListUsersResponse>`, `<Error>`. */
function asXml(reply: Reply, root: string): Reply {
  const { status, headers, body } = reply;
  const { 'content-type': _, ...rest } = headers;
  return xmlReply(status, xmlDocument(root, JSON.parse(body.toString(), scalarText) as XmlValue), rest);
}

function scalarText(_: string, value: unknown): unknown {
  return typeof value === 'boolean' ? String(value) : value;
}
