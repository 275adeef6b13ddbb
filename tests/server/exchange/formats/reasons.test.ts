import { describe, expect, it } from 'vitest';
import { FILE_REASONS, ROW_REASONS, rowFault, unreadable } from '../../../../server/exchange/formats/reasons.ts';
import { readSources } from '../../../architecture/source-files.ts';

const readers = readSources(['server/exchange/formats'], ['.ts']).filter(({ path }) => !path.endsWith('/reasons.ts'));

describe('the reasons', () => {
  it('are each given by a reader, and each says a sentence', () => {
    const given = readers.map(({ text }) => text).join();
    for (const [reason, sentence] of [
      ...Object.entries(FILE_REASONS),
      ...Object.entries(ROW_REASONS).map(([reason, [, sentence]]) => [reason, sentence] as const),
    ]) {
      expect(given, reason).toContain(`'${reason}'`);
      expect(sentence, reason).toMatch(/^[\w“{].*[.}]$/);
    }
  });

  it('are filled in, and what comes from the file is shortened', () => {
    const error = unreadable('ENCODING_WRONG', { name: 'x'.repeat(1_000), encoding: 'UTF-8' });
    expect(error.message).toBe(
      `${'x'.repeat(200)} is not valid UTF-8, as was asked for: leave the encoding to be detected.`,
    );
    expect(rowFault('GEOMETRY_TOO_LARGE', { limit: 5_000_000, what: 'points' }, [1, 2])).toEqual({
      severity: 'REFUSED',
      reason: 'GEOMETRY_TOO_LARGE',
      message: 'The geometry has more than 5,000,000 points: simplify or divide it.',
      messageZh: '图形超过 5,000,000 个点或部分：请简化或拆分。',
      place: [1, 2],
    });
  });
});
