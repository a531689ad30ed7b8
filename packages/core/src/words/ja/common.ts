/** What all capabilities say. */
export const common = {
  '{text}': '{text}',
  ', ': '、',
  '{text}.': '{text}。',
  'rotate credentials': '認証情報をローテーションする',
  '{summary} {problems}': '{summary} {problems}',
  'an unexpected {name} stopped this': '予期しない {name} により中断しました',
  'Run `ackring doctor`, and report this with the command you ran.':
    '`ackring doctor` を実行し、入力したコマンドを添えて報告してください。',
};
