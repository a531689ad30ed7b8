export const undo = {
  title: 'Undo the last write',
  write: (summary: string, at: string) => `${summary} · ${at}`,
  goes: 'the file was not there before: it goes',
  nothing: 'its entries stay as they are',
  comparing: 'comparing…',
  unknown:
    'What it changed cannot be told any more: a copy is gone, or something else wrote the file in between.',
  same: 'no entry changed: only order or comments',
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
