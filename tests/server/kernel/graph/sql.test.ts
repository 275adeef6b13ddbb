import { describe, expect, test } from 'vitest';
import { allOf, isOneOf, joined, name, plannedAnew, sql } from '../../../../server/kernel/graph/sql.ts';

describe('SQL made of pieces', () => {
  test('values become parameters, whatever they contain', () => {
    const statement = sql`select * from area where name = ${"'; drop table area; --"} and level = ${'GRID'}`;
    expect(statement.text).toBe('select * from area where name = $1 and level = $2');
    expect(statement.params).toEqual(["'; drop table area; --", 'GRID']);
  });

  test('a piece inside a piece is numbered anew', () => {
    const inner = sql`p.path >= ${'a'} and p.path < ${'b'}`;
    const outer = sql`select ${1} where ${inner} limit ${2}`;
    expect(outer.text).toBe('select $1 where p.path >= $2 and p.path < $3 limit $4');
    expect(outer.params).toEqual([1, 'a', 'b', 2]);
  });

  test('no conditions mean everything', () => {
    expect(allOf([]).text).toBe('true');
    expect(allOf([sql`a = ${1} or b`, sql`c`]).text).toBe('(a = $1 or b) and (c)');
  });

  test('one of a single number is that number', () => {
    expect(isOneOf(sql`a.id`, [7])).toMatchObject({ text: 'a.id = $1::int', params: [7] });
    expect(isOneOf(sql`a.id`, [7, 8])).toMatchObject({ text: 'a.id = any ($1::int[])', params: [[7, 8]] });
    expect(isOneOf(sql`a.id`, [])).toMatchObject({ text: 'a.id = any ($1::int[])', params: [[]] });
  });

  test('pieces are joined with a separator', () => {
    expect(joined([sql`${1}`, sql`${2}`], sql` union all `).text).toBe('$1 union all $2');
    expect(joined([], sql`, `).text).toBe('');
  });

  test('a name is a plain name or nothing', () => {
    expect(name('p.path').text).toBe('p.path');
    expect(() => name('p.path; drop table area')).toThrow('plain SQL name');
    expect(() => name('"P"')).toThrow('plain SQL name');
  });

  test('a statement is planned each time when one of its pieces is', () => {
    const piece = plannedAnew(sql`p.path >= ${'a'}`);
    expect(piece.text).toBe('p.path >= $1');
    expect(sql`select ${1} where ${allOf([sql`true`, piece])}`.plannedAnew).toBe(true);
    expect(joined([sql`a`, sql`b = ${1}`], sql`, `).plannedAnew).toBe(false);
  });
});
