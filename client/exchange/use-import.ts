import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useHealing } from '../api/heal.ts';
import type { AtlasMap } from '../map/atlas-map.ts';
import { firstOptions, uploadAddress, type ImportOptions } from './import-options.ts';
import type { ImportReport, ImportsAnswer, Mapping, ValueMapping } from './import-report.ts';
import { ask, OFFLINE, post, refusalOf, upload, type ServerRefusal, type Upload } from './server.ts';
import { settled } from './settled.ts';

/** What the panel is busy with. */
export type Work =
  | { readonly kind: 'sending'; readonly share: number; readonly cancel: () => void }
  | { readonly kind: 'confirming' }
  | { readonly kind: 'undoing' };

export interface Importing {
  readonly answer: ImportsAnswer | null;
  readonly file: File | null;
  readonly options: ImportOptions;
  readonly mapping: Mapping | null;
  /** What words of values were said to stand for. */
  readonly values: ValueMapping;
  readonly report: ImportReport | null;
  readonly work: Work | null;
  readonly refusal: ServerRefusal | null;
  /** The page did not get the new state of the data after it was written. */
  readonly stale: boolean;
  readonly choose: (file: File | null) => void;
  readonly say: (options: Partial<ImportOptions>) => void;
  readonly map: (mapping: Mapping | null) => void;
  readonly explain: (values: ValueMapping) => void;
  /** Makes a preview; what is said with it counts at once. */
  readonly check: (said?: Partial<ImportOptions>) => void;
  /** Takes another file in the place of this one, of which the same is said, and makes a preview of it. */
  readonly replace: (file: File) => void;
  readonly confirm: (accept: readonly string[]) => void;
  readonly undo: (key: string) => void;
  readonly discard: () => void;
  readonly open: (key: string) => void;
  /** Back to the choice of a file. */
  readonly leave: () => void;
}

/** A file on its way in: chosen, previewed, confirmed, undone. */
export function useImport(asOf: string, atlas: AtlasMap | null): Importing {
  const client = useApolloClient();
  const [answer, setAnswer] = useState<ImportsAnswer | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [options, setOptions] = useState(() => firstOptions(asOf));
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [values, setValues] = useState<ValueMapping>({});
  const [report, setReport] = useState<ImportReport | null>(null);
  const [work, setWork] = useState<Work | null>(null);
  const [refusal, setRefusal] = useState<ServerRefusal | null>(null);
  const [stale, setStale] = useState(false);
  const sending = useRef<Upload | null>(null);

  const list = useCallback(() => {
    ask<ImportsAnswer>('/imports').then(setAnswer, (error: unknown) => setRefusal(refusalOf(error)));
  }, []);
  useEffect(list, [list]);
  useHealing({ failing: answer === null && refusal?.code === OFFLINE, well: answer !== null }, () => {
    setRefusal(null);
    list();
  });
  useEffect(() => () => sending.current?.cancel(), []);

  const failed = (error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'AbortError')) setRefusal(refusalOf(error));
  };
  /** One thing after the other; what it shows in the end is the report, and the list is asked anew. */
  const doing = async (kind: Work, step: () => Promise<ImportReport | null>) => {
    setRefusal(null);
    setWork(kind);
    try {
      setReport(await step());
    } catch (error) {
      failed(error);
    } finally {
      setWork(null);
      list();
    }
  };
  /** Every number and shape on the page may be another now. */
  const renew = async () => {
    const all = await Promise.allSettled([client.resetStore(), atlas?.refresh()]);
    setStale(all.some(({ status }) => status === 'rejected'));
  };
  const drop = (old: ImportReport | null) => {
    if (old?.state !== 'CHECKED' && old?.state !== 'REFUSED') return Promise.resolve(null);
    return ask<null>(`/imports/${old.key}`, { method: 'DELETE' });
  };

  const send = (sentFile: File, asked: ImportOptions, columns: Mapping | null) => {
    const sent = (share: number) => setWork((now) => (now?.kind === 'sending' ? { ...now, share } : now));
    const started = upload(uploadAddress(sentFile.name, asked, columns, values), sentFile, sent);
    sending.current = started;
    void doing({ kind: 'sending', share: 0, cancel: started.cancel }, async () => {
      const made = await started.report;
      // The preview before is of no more use; that it goes is not worth waiting for.
      drop(report).catch(() => undefined);
      return made;
    });
  };

  return {
    ...{ answer, file, options, mapping, values, report, work, refusal, stale },
    choose: (next) => {
      setFile(next);
      // What was said of the file before is no word about this one; the day often is the same.
      setOptions(firstOptions(options.asOf));
      setMapping(null);
      setValues({});
      setReport(null);
      setRefusal(null);
    },
    say: (said) => {
      setOptions({ ...options, ...said });
      // Columns of another layer's fields are of no use.
      if (report && said.layer !== undefined) {
        setMapping(null);
        setValues({});
      }
    },
    map: setMapping,
    explain: setValues,
    check: (said = {}) => {
      if (!file) return;
      const asked = { ...options, ...said };
      setOptions(asked);
      send(file, asked, mapping);
    },
    replace: (next) => {
      setFile(next);
      setMapping(null);
      send(next, options, null);
    },
    confirm: (accept) => {
      if (!report) return;
      void doing({ kind: 'confirming' }, async () => {
        const { key } = report;
        const write = () => post<ImportReport>(`/imports/${key}/confirm`, { accept });
        const written = await settled(key, 'APPLIED', write);
        await renew();
        return written;
      });
    },
    undo: (key) =>
      void doing({ kind: 'undoing' }, async () => {
        const undone = await settled(key, 'UNDONE', () => post<ImportReport>(`/imports/${key}/undo`));
        await renew();
        return undone;
      }),
    discard: () => {
      setReport(null);
      setFile(null);
      drop(report).then(list, failed);
    },
    open: (key) => {
      setRefusal(null);
      setFile(null);
      setMapping(null);
      ask<ImportReport>(`/imports/${key}`).then(setReport, failed);
    },
    leave: () => {
      setReport(null);
      setRefusal(null);
      setFile(null);
      list();
    },
  };
}
