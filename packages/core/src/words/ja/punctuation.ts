/** How sentences and lists are joined. */
export const punctuation = {
  '{text}': '{text}',
  ', ': '、',
  '{text}.': '{text}。',
  '{summary} {problems}': '{summary} {problems}',
  'and {count} more': 'ほか {count} 件',
};
