import type { Sink } from '../delivery/sink.js';

/**
 * The sink with reports and alarms' memory under a name of their own. Functions that share a sink, one a VPC, would
 * otherwise take each other's clusters for gone, and their alarms for over. Credentials stay where they are.
 */
export function withNamedDocuments(sink: Sink, name: string | undefined): Sink {
  const { documents } = sink;
  if (name === undefined || documents === null) return sink;
  const own = (document: string) => `${name}.${document}`;
  return {
    ...sink,
    documents: {
      fits: (text) => documents.fits(text),
      read: (document, signal) => documents.read(own(document), signal),
      write: (document, text, signal) => documents.write(own(document), text, signal),
    },
  };
}
