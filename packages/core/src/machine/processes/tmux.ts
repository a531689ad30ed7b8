import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withoutKeys } from './secrecy.js';

/**
 * What tmux does with a text that a program in it wants on the clipboard (OSC 52): `on` passes it on to the terminal,
 * `external`, its default, passes on only what is copied by tmux's own commands, and `off` nothing (tmux(1),
 * set-clipboard).
 */
export type TmuxClipboard = 'on' | 'external' | 'off';

const patienceMs = 2_000;

/** The setting of the tmux that this program runs in; null outside of one, and if it does not answer. */
export async function tmuxClipboard(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<TmuxClipboard | null> {
  if (!environment['TMUX']) return null;
  try {
    const { stdout } = await promisify(execFile)('tmux', ['show-options', '-sv', 'set-clipboard'], {
      env: withoutKeys(environment),
      timeout: patienceMs,
    });
    const said = stdout.trim();
    return said === 'on' || said === 'external' || said === 'off' ? said : null;
  } catch {
    return null;
  }
}
