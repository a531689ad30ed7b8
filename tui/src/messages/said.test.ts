import test from 'ava';
import { said as ja } from './said.ja.js';
import { said as zh } from './said.zh.js';

for (const [language, translations] of Object.entries({ ja, zh })) {
  test(`every sentence of the program in ${language} has the facts and the commands of the English one`, (t) => {
    for (const [english, translation] of Object.entries(translations)) {
      for (const part of [/\{\w+\}/g, /`[^`]*`/g])
        t.deepEqual(partsOf(translation, part), partsOf(english, part), english);
    }
  });
}

function partsOf(text: string, part: RegExp): readonly string[] {
  return [...text.matchAll(part)].map(([found]) => found).toSorted();
}
