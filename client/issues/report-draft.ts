import { useEffect, useRef, useState } from 'react';
import type { IssueChannel } from '../api/generated-late.ts';
import type { PostKind } from '../api/generated-late.ts';
import type { PickedPoint } from '../state/point-picker.ts';
import { dropDraft, readDraft, writeDraft } from './outbox/store.ts';

export interface ReportDraft {
  readonly point: PickedPoint | null;
  /** How exact the phone's position is, in metres; null for a place that was chosen. */
  readonly accuracy: number | null;
  readonly category: string;
  readonly situation: string;
  readonly channel: IssueChannel;
  readonly text: string;
  readonly address: string;
  readonly recurrenceOf: string | null;
  /** Open issues nearby that were looked at, and are something else. */
  readonly different: readonly string[];
  readonly images: readonly Blob[];
}

export const REPORT_CHANNELS = ['PATROL', 'RESIDENT', 'DIRECT_REPORT', 'BUSINESS_HOTLINE', 'TRANSFERRED'] as const;

export function emptyReport(kind: PostKind): ReportDraft {
  return {
    point: null,
    accuracy: null,
    category: '',
    situation: '',
    // Who walks the yards finds it; who sits in an office is told.
    channel: kind === 'GRID' || kind === 'COMMUNITY' ? 'PATROL' : 'TRANSFERRED',
    text: '',
    address: '',
    recurrenceOf: null,
    different: [],
    images: [],
  };
}

/** A report that is being written: it outlives the page, one for each post and page. */
export function useReportDraft(post: string, kind: PostKind) {
  const name = `report ${post}`;
  const [draft, setDraft] = useState<ReportDraft>(() => emptyReport(kind));
  /** As it was typed last, drawn or not: what is typed is kept at once. */
  const typed = useRef(draft);
  const show = (next: ReportDraft) => {
    typed.current = next;
    setDraft(next);
  };
  useEffect(() => {
    let here = true;
    void readDraft<ReportDraft>(name).then((kept) => {
      if (!here || !kept) return;
      typed.current = { ...typed.current, ...kept, point: typed.current.point ?? kept.point };
      setDraft(typed.current);
    });
    return () => void (here = false);
  }, [name]);
  const write = (part: Partial<ReportDraft>) => {
    show({ ...typed.current, ...part });
    void writeDraft(name, typed.current);
  };
  const clear = () => {
    show(emptyReport(kind));
    void dropDraft(name);
  };
  return { draft, write, clear };
}
