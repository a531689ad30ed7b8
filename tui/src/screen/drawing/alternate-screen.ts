/** The terminal's second screen, which leaves what stood there before untouched. */
export const enterScreen = '\x1b[?1049h';

export const leaveScreen = '\x1b[?1049l';

export const showCursor = '\x1b[?25h';
