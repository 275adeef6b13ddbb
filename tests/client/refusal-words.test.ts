import { readFileSync } from 'node:fs';
import { buildSchema, isInputObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../client/issues/refusal-words.ts';

const schema = buildSchema(readFileSync('server/schema.graphql', 'utf8'));
const MESSAGE = 'The sentence of the server.';
const fieldsOf = (name: string): string[] => {
  const type = schema.getType(name);
  if (!isInputObjectType(type)) throw new Error(`${name} is no input of the schema`);
  return Object.keys(type.getFields());
};
const wrong = (argument: string) => ({ code: 'BAD_USER_INPUT', message: MESSAGE, argument });
const general = reasonOf('zh', wrong('input.unheardOf'));

describe('what the server has against a change', () => {
  it.each(['MoveInput', 'ReportIssueInput', 'PublishHardIssueInput'])(
    'is said in Chinese for each field of %s, and not only that something is wrong',
    (name) => {
      for (const field of fieldsOf(name)) {
        const words = reasonOf('zh', wrong(`input.${field}`));
        expect(words, field).toMatch(/^[\p{Script=Han}“]/u);
        expect(words, field).not.toBe(general);
      }
    },
  );

  it('is said in Chinese by its code where no field is told', () => {
    for (const code of ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'LIMIT_EXCEEDED']) {
      expect(reasonOf('zh', { code, message: MESSAGE, argument: null })).toMatch(/\p{Script=Han}/u);
    }
  });

  it('is its own sentence in English, and where there are no other words', () => {
    expect(reasonOf('en', wrong('input.text'))).toBe(MESSAGE);
    expect(reasonOf('zh', { code: 'NEW_CODE', message: MESSAGE, argument: null })).toBe(MESSAGE);
  });
});
