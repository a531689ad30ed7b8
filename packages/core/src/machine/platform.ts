/** Where modes say nothing of who may open a file, and there is no `sh`. */
export const isWindows = process.platform === 'win32';
