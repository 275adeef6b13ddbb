import pg from 'pg';

const { builtins } = pg.types;
const int8Array = 1016;
const dateArray = 1182;
const numericArray = 1231;

/**
 * How values arrive from the database: a date stays the text 'YYYY-MM-DD' (or 'infinity'), a bigint is a number while it is
 * exact as one, a numeric is a number while no digit is lost. Beyond that both stay text.
 */
export function typeParsers(): pg.CustomTypesConfig {
  const types = new pg.TypeOverrides();
  types.setTypeParser(builtins.DATE, asText);
  types.setTypeParser(dateArray, arrayOf(asText));
  types.setTypeParser(builtins.INT8, exactInteger);
  types.setTypeParser(int8Array, arrayOf(exactInteger));
  types.setTypeParser(builtins.NUMERIC, exactNumeric);
  types.setTypeParser(numericArray, arrayOf(exactNumeric));
  return types;
}

function asText(text: string): string {
  return text;
}

export function exactInteger(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

export function exactNumeric(text: string): number | string {
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '');
  return digits.length <= 15 && Number.isFinite(Number(text)) ? Number(text) : text;
}

function arrayOf<T>(parseElement: (text: string) => T): (text: string) => T[] {
  // The arrays of dates and numbers hold no quotes and no commas inside elements; nested arrays do not occur.
  return (text) =>
    text === '{}'
      ? []
      : text
          .slice(1, -1)
          .split(',')
          .map((element) => (element === 'NULL' ? (null as T) : parseElement(element)));
}
