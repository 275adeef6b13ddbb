import { MAX_ATTRIBUTES, MAX_NESTED_VALUE_DEPTH, MAX_VALUE_CHARACTERS } from './limits.ts';
import { found, isRecord, rowFault } from './reasons.ts';
import type { RowFault, SourceValue } from './source-file.ts';

export type Attributes = Readonly<Record<string, SourceValue>>;

/** Attributes of a row from the properties of a feature. What is not a plain value is kept as JSON text. */
export function attributesFrom(properties: unknown, faults: RowFault[]): Attributes {
  if (properties === null) return {};
  if (properties === undefined) {
    faults.push(rowFault('PROPERTIES_MISSING'));
    return {};
  }
  if (!isRecord(properties)) {
    faults.push(rowFault('PROPERTIES_NOT_AN_OBJECT', { found: found(properties) }));
    return {};
  }
  const columns = Object.keys(properties);
  if (columns.length > MAX_ATTRIBUTES) {
    faults.push(rowFault('TOO_MANY_ATTRIBUTES', { limit: MAX_ATTRIBUTES }));
    return {};
  }
  // Nearly always all values are plain and the object can be used as it is.
  let plain = true;
  for (const column of columns) plain &&= isPlain(properties[column]);
  if (plain) return properties as Attributes;
  return Object.fromEntries(columns.map((column) => [column, plainValue(column, properties[column], faults)]));
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= MAX_VALUE_CHARACTERS;
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  return value === null || typeof value === 'boolean';
}

/** A value as it can be kept; a fault says what was lost. */
export function plainValue(column: string, value: unknown, faults: RowFault[]): SourceValue {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'number') {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) faults.push(rowFault('NUMBER_INEXACT', { column }));
    return value;
  }
  if (typeof value === 'string') return shortEnough(column, value, faults);
  if (isDeeper(value, MAX_NESTED_VALUE_DEPTH)) {
    faults.push(rowFault('VALUE_TOO_DEEP', { column, limit: MAX_NESTED_VALUE_DEPTH }));
    return null;
  }
  faults.push(rowFault('VALUE_NESTED', { column }));
  return shortEnough(column, JSON.stringify(value), faults);
}

function shortEnough(column: string, text: string, faults: RowFault[]): SourceValue {
  if (text.length <= MAX_VALUE_CHARACTERS) return text;
  faults.push(rowFault('VALUE_TOO_LONG', { column, limit: MAX_VALUE_CHARACTERS }));
  return null;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** Headings as names of attributes: every one different, none empty. */
export function headingsFrom(cells: readonly (string | null)[]): string[] {
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const name = cell?.trim() || `column ${index + 1}`;
    let heading = name;
    for (let number = 2; taken.has(heading); number++) heading = `${name} (${number})`;
    taken.add(heading);
    return heading;
  });
}
