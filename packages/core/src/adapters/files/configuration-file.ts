import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AckringError } from '../../errors.js';
import { word } from '../../shell-word.js';
import { orMissing, unreadable } from './error.js';

/**
 * The text of a file that people write, null where there is none; `what` names it in messages. One that has no end,
 * such as a device, or that nobody writes to, such as a pipe, is refused at once. Throws FileUnreadable.
 */
export async function readConfigurationFile(file: string, what: string): Promise<string | null> {
  try {
    // A pipe would keep an open waiting for its writer.
    const handle = await orMissing(open(file, constants.O_RDONLY | constants.O_NONBLOCK));
    if (handle === null) return null;
    try {
      return await readText(handle, file, what);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function readText(handle: FileHandle, file: string, what: string): Promise<string> {
  const facts = await handle.stat();
  if (!facts.isFile() || facts.size > mostConfigurationBytes) {
    const why = facts.isFile()
      ? `it is larger than ${mostConfigurationBytes} bytes`
      : 'it is no ordinary file';
    throw new AckringError('FileUnreadable', `${what} in ${file} cannot be read: ${why}`, {
      remedy: `Look at what it is: \`ls -l ${word(file)}\`.`,
    });
  }
  return handle.readFile('utf8');
}

/** A hundred times what names, ids and keys of the largest fleets take. */
export const mostConfigurationBytes = 1_048_576;
