import { registerEnumType } from 'type-graphql';

export const Language = { ZH: 'ZH', EN: 'EN' } as const;
export type Language = (typeof Language)[keyof typeof Language];

registerEnumType(Language, {
  name: 'Language',
  description: 'The language of titles and definitions.',
  valuesConfig: { ZH: { description: 'Chinese 中文' }, EN: { description: 'English' } },
});
