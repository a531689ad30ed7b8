export const undo = {
  title: 'Undo the last write',
  write: (summary: string, at: string) => `${summary} · ${at}`,
  goes: 'the file was not there before: it goes',
  nothing: 'its entries stay as they are',
  underWay: 'putting it back…',
  changed: 'nothing was undone: a file was written in the meantime · this would be undone now',
};

export const actions = {
  undo: 'undo the last write',
};

export const accepts = {
  undo: 'undo',
};

export const scopes = {
  undo: 'Before an undo',
};

export const reasons = {
  nothingToUndo: 'there is no write to undo',
};
