/** The terminal's second screen, which leaves what stood there before untouched. */
export const enterScreen = '\x1b[?1049h';

export const leaveScreen = '\x1b[?1049l';

// With pastes in brackets from the first: read before Ink asks for them, their text would press keys.
const pasteOn = '\x1b[?2004h';
const pasteOff = '\x1b[?2004l';

export const showCursor = '\x1b[?25h';

/** What begins the first frame, before Ink is there. */
export const takeTerminal = enterScreen + pasteOn;

export const leaveTerminal = pasteOff + leaveScreen + showCursor;
