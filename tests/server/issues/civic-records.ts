/** Made-up records in the shape in which cities publish the requests they get: from a seed, and as untidy as real ones. */
import { Chance } from '../../../geodata/random.ts';

export interface CivicRecord {
  readonly key: string;
  readonly created: Date;
  readonly due: Date | null;
  readonly closed: Date | null;
  readonly category: number;
  readonly longitude: number;
  readonly latitude: number;
  /** Why it cannot be taken in; null when it can. */
  readonly wrong: 'REVERSED' | 'OUTSIDE' | 'CONTRADICTED' | null;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Most in the district 120.3–120.32, 36.0–36.02; created from January to July 2025 in China. */
export function civicRecords(count: number, seed: number): CivicRecord[] {
  const chance = new Chance(seed, 'civic records');
  const begin = Date.parse('2025-01-01T00:00:00+08:00');
  return Array.from({ length: count }, (_, i) => {
    const created = new Date(begin + chance.whole(0, 210 * 1440) * MINUTE);
    const later = (days: number): Date => new Date(created.getTime() + chance.whole(0, days * 1440) * MINUTE);
    const reversed = chance.happens(0.01);
    const outside = chance.happens(0.02);
    const due = chance.happens(0.85) ? later(30) : null;
    const done = chance.happens(0.8) ? later(35) : null;
    // Some are closed to the very minute at which they are due.
    const closed = done && due && chance.happens(0.03) ? due : done;
    return {
      key: String(61_000_000 + i * 7),
      created,
      due,
      closed: reversed ? new Date(created.getTime() - DAY) : closed,
      category: chance.whole(0, 2),
      longitude: Number(((outside ? 120.4 : 120.3) + chance.between(0.0005, 0.0195)).toFixed(6)),
      latitude: Number((36 + chance.between(0.0005, 0.0195)).toFixed(6)),
      wrong: reversed ? 'REVERSED' : outside ? 'OUTSIDE' : chance.happens(0.01) ? 'CONTRADICTED' : null,
    };
  });
}

const pad = (number: number): string => String(number).padStart(2, '0');
const china = (instant: Date): Date => new Date(instant.getTime() + 8 * 60 * MINUTE);

/** 02/28/2025 01:05:00 PM */
function american(instant: Date | null): string {
  if (!instant) return '';
  const at = china(instant);
  const hour = at.getUTCHours();
  const day = `${pad(at.getUTCMonth() + 1)}/${pad(at.getUTCDate())}/${at.getUTCFullYear()}`;
  return `${day} ${pad(hour % 12 === 0 ? 12 : hour % 12)}:${pad(at.getUTCMinutes())}:00 ${hour < 12 ? 'AM' : 'PM'}`;
}

/** 2025年2月28日 13:05 */
function chinese(instant: Date | null): string {
  if (!instant) return '';
  const at = china(instant);
  const day = `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
  return `${day} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`;
}

export interface Dialect {
  readonly headings: string;
  readonly instant: (instant: Date | null) => string;
  readonly categories: readonly string[];
  readonly open: string;
  readonly closed: string;
}

export const ENGLISH: Dialect = {
  headings: 'Unique Key,Created Date,Due Date,Closed Date,Agency,Complaint Type,Status,Latitude,Longitude',
  instant: american,
  categories: ['Test one', 'Test two', 'Test three'],
  open: 'In Progress',
  closed: 'Closed',
};

export const CHINESE: Dialect = {
  headings: '工单编号,上报时间,截止时间,结案时间,承办单位,问题类别,办理状态,纬度,经度',
  instant: chinese,
  categories: ['测试甲', '测试乙', '测试丙'],
  open: '处理中',
  closed: '已办结',
};

/** The records as a file; every hundredth stands there twice, and every two-hundredth and fiftieth again with something else. */
export function civicFile(records: readonly CivicRecord[], dialect: Dialect): string {
  const line = (record: CivicRecord, category = record.category): string => {
    const closed = record.wrong === 'CONTRADICTED' ? record.closed === null : record.closed !== null;
    return [
      ...[
        record.key,
        dialect.instant(record.created),
        dialect.instant(record.due),
        dialect.instant(record.closed),
        'DSNY',
      ],
      ...[dialect.categories[category] ?? '', closed ? dialect.closed : dialect.open],
      ...[String(record.latitude), String(record.longitude)],
    ].join(',');
  };
  return [
    dialect.headings,
    ...records.map((record) => line(record)),
    ...records.filter((_, i) => isTwice(i)).map((record) => line(record)),
    ...records.filter((_, i) => isDisputed(i)).map((record) => line(record, (record.category + 1) % 3)),
    '',
  ].join('\n');
}

export const isTwice = (i: number): boolean => i % 100 === 1;
export const isDisputed = (i: number): boolean => i % 250 === 3;
