/** What to do when the program itself is at fault. */
export const doctor = {
  'an unexpected {name} stopped this': '予期しない {name} により中断しました',
  'Run `ackring doctor`, and report this with the command you ran.':
    '`ackring doctor` を実行し、入力したコマンドを添えて報告してください。',
  'Report this with the command you ran, and with {file}: it holds no key.':
    '入力したコマンドと {file} を添えて報告してください。このファイルにキーは含まれません。',
};
