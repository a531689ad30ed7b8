import { orMissing, unreadable } from './error.js';
import { readNamedFile } from './named-file.js';

/** The text of a file that people write, null where there is none. Throws FileUnreadable. */
export async function readConfigurationFile(file: string): Promise<string | null> {
  try {
    return await orMissing(read(file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function read(file: string): Promise<string> {
  return readNamedFile(file).toString('utf8');
}
