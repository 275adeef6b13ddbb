import { attributionsOf, type FileNotes, type TableFile } from './table-file.ts';

const provenanceWords = {
  SYNTHETIC: '虚构数据 · SYNTHETIC: made up for demonstration, says nothing about the real place',
  IMPORTED: '引自发布资料 · IMPORTED: taken over from publications or other systems',
  SURVEYED: '实地核查 · SURVEYED: established on the ground',
} as const;

/** The notes as lines of two columns, in both languages: what, and what of it. */
export function notesTable({ title, crs, geometry, notes }: TableFile): [string, string][] {
  return [
    ['名称 Title', `${title.zh} · ${title.en}`],
    ['截至日期 As of', `${notes.asOf}（当日结束时的状况 · state at the end of the day）`],
    ['行数 Rows', String(notes.count)],
    ['数据性质 Provenance', notes.provenance === null ? '—' : provenanceWords[notes.provenance]],
    ...(geometry === null ? [] : [['坐标系 Coordinates', crs.name] as [string, string]]),
    ...Object.entries(notes.filters).map(([name, value]): [string, string] => {
      const words = notes.filterWords[name];
      return ['筛选 Filter', `${words === undefined ? '' : `${words} · `}${name} = ${value}`];
    }),
    ...notes.sources.map((source): [string, string] => ['来源 Source', sourceLine(source)]),
    ...attributionsOf(notes).map((text): [string, string] => ['署名 Attribution', text]),
    ...notes.remarks.map(({ zh, en }): [string, string] => ['说明 Remark', `${zh} · ${en}`]),
    ...notes.definitions.map(({ field, text }): [string, string] => [`定义 ${field}`, `${text.zh} · ${text.en}`]),
  ];
}

function sourceLine({ code, title, provenance, publishedOn, count }: FileNotes['sources'][number]): string {
  return `${title} [${code}, ${provenance}${publishedOn === null ? '' : `, ${publishedOn}`}] × ${count}`;
}

/** The notes as a text that Windows, too, opens right. */
export function notesText(file: TableFile): string {
  return `\uFEFF${notesTable(file)
    .map(([what, text]) => `${what}: ${text}`)
    .join('\r\n')}\r\n`;
}

/** The notes as an object for machines. */
export function notesObject({ name, title, crs, geometry, notes }: TableFile): Record<string, unknown> {
  const { asOf, count, provenance, sources, filters, definitions, remarks } = notes;
  return {
    ...{ layer: name, title, asOf, count, provenance, crs: geometry === null ? null : crs.name },
    ...{ filters, sources, attribution: attributionsOf(notes), remarks },
    definitions: Object.fromEntries(definitions.map(({ field, text }) => [field, text])),
  };
}
