import { describe, expect, test } from 'vitest';
import { chineseOf, CODE_SENTENCES } from '../../../../server/kernel/graph/errors-in-chinese.ts';
import { badInput, forbidden } from '../../../../server/kernel/graph/errors.ts';
import { chineseFaults } from '../../../support/chinese.ts';

describe('An error on a Chinese screen', () => {
  test.each(Object.entries(CODE_SENTENCES))('of the code %s says a sentence with its punctuation', (_, sentence) => {
    expect(chineseFaults(sentence)).toEqual([]);
    expect(sentence).toMatch(/。$/);
  });

  test('says its own sentence where it has one, and that of its code where not', () => {
    const own = forbidden({ message: 'Not here.', messageZh: '这里不行。' });
    expect(own.message).toBe('Not here.');
    expect(chineseOf(own.extensions)).toBe('这里不行。');
    expect(chineseOf(badInput('asOf', 'It is no date.').extensions)).toBe(CODE_SENTENCES.BAD_USER_INPUT);
  });

  test('of a code that is not ours is told in Chinese all the same', () => {
    for (const extensions of [undefined, {}, { code: 'GRAPHQL_PARSE_FAILED' }, { code: 'toString' }])
      expect(chineseFaults(chineseOf(extensions))).toEqual([]);
  });
});
