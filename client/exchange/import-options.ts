import type { Mapping, ValueMapping } from './import-report.ts';

/** What is said of a file beside its bytes. Empty words are left to the server to find out. */
export interface ImportOptions {
  readonly layer: string;
  readonly asOf: string;
  /** 'no': what the file does not name is left alone. 'yes': it ends. A code: it ends within that area. */
  readonly complete: string;
  readonly crs: string;
  readonly insist: boolean;
  readonly encoding: '' | 'UTF-8' | 'GB18030';
  readonly table: string;
  readonly provenance: '' | 'IMPORTED' | 'SURVEYED' | 'SYNTHETIC';
  readonly attribution: string;
}

export function firstOptions(asOf: string): ImportOptions {
  return {
    layer: '',
    asOf,
    complete: 'no',
    crs: '',
    insist: false,
    encoding: '',
    table: '',
    provenance: '',
    attribution: '',
  };
}

export function uploadAddress(
  fileName: string,
  options: ImportOptions,
  mapping: Mapping | null,
  values: ValueMapping = {},
): string {
  const { complete, insist, ...words } = options;
  const query = new URLSearchParams({ fileName });
  for (const [name, value] of Object.entries(words)) if (value.trim()) query.set(name, value.trim());
  if (complete === 'yes') query.set('complete', 'true');
  else if (complete !== 'no') query.set('within', complete);
  if (insist) query.set('insist', 'true');
  const isSaid = Object.keys(values).length > 0;
  if (mapping || isSaid) query.set('mapping', JSON.stringify({ ...mapping, ...(isSaid && { $values: values }) }));
  return `/imports?${query.toString()}`;
}
