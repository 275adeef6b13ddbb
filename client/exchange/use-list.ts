import { useEffect, useRef, useState } from 'react';
import { uploadAddress } from './import-options.ts';
import { ask, fileFrom, refusalOf, upload, type ServerRefusal, type Upload } from './server.ts';
import type { Importing } from './use-import.ts';

export interface ListReport {
  readonly key: string;
  readonly fileName: string;
  readonly counts: Readonly<Record<'SURE' | 'DOUBTFUL' | 'NEW', number>>;
  /** New ones that do not say what they lie in. */
  readonly homeless: number;
}

export interface Candidate {
  readonly code: string;
  readonly name: string;
  readonly nameAgrees: boolean;
  readonly distanceM: number | null;
}

export interface DoubtfulRow {
  readonly row: number;
  readonly name: string;
  readonly reason: 'NAME_ONLY' | 'PLACE_ONLY' | 'SEVERAL' | 'FAR_AWAY' | 'SAID_TWICE';
  readonly candidates: readonly Candidate[];
}

export interface PlaceList {
  readonly report: ListReport | null;
  readonly doubtful: readonly DoubtfulRow[];
  readonly choices: Readonly<Record<number, string>>;
  readonly busy: boolean;
  readonly refusal: ServerRefusal | null;
  readonly leftOut: number | null;
  readonly match: (within: string, layer: string) => void;
  readonly more: () => void;
  readonly choose: (row: number, choice: string) => void;
  /** The list with codes; null where it did not come. */
  readonly coded: () => Promise<File | null>;
}

/** A list of places without codes: matched, decided, and had back with codes. */
export function useList({ file, options, mapping }: Pick<Importing, 'file' | 'options' | 'mapping'>): PlaceList {
  const [report, setReport] = useState<ListReport | null>(null);
  const [doubtful, setDoubtful] = useState<readonly DoubtfulRow[]>([]);
  const [choices, setChoices] = useState<Readonly<Record<number, string>>>({});
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ServerRefusal | null>(null);
  const [leftOut, setLeftOut] = useState<number | null>(null);
  const sending = useRef<Upload<ListReport> | null>(null);
  useEffect(() => () => sending.current?.cancel(), []);

  const doing = async <T>(step: () => Promise<T>): Promise<T | null> => {
    setBusy(true);
    setRefusal(null);
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) setRefusal(refusalOf(error));
      return null;
    } finally {
      setBusy(false);
    }
  };
  const rowsAfter = (key: string, after: number) =>
    ask<DoubtfulRow[]>(`/imports/lists/${key}/rows?outcome=DOUBTFUL&after=${after}`);

  return {
    ...{ report, doubtful, choices, busy, refusal, leftOut },
    match: (within, layer) => {
      if (!file) return;
      void doing(async () => {
        const address = uploadAddress(file.name, { ...options, layer, complete: within }, mapping);
        const started = upload<ListReport>(address.replace('/imports?', '/imports/lists?'), file, () => undefined);
        sending.current = started;
        const made = await started.report;
        setDoubtful(made.counts.DOUBTFUL > 0 ? await rowsAfter(made.key, 0) : []);
        setReport(made);
      });
    },
    more: () => {
      if (!report) return;
      void doing(async () => {
        const next = await rowsAfter(report.key, doubtful.at(-1)?.row ?? 0);
        setDoubtful((before) => [...before, ...next]);
      });
    },
    choose: (row, choice) => setChoices((before) => ({ ...before, [row]: choice })),
    coded: () =>
      doing(async () => {
        if (!report) return null;
        const said = Object.fromEntries(Object.entries(choices).filter(([, choice]) => choice !== ''));
        const address = `/imports/lists/${report.key}/codes`;
        const { blob, said: left } = await fileFrom(address, { choices: said }, 'atlas-left-out');
        setLeftOut(Number(left ?? 0));
        const name = report.fileName.replace(/\.[^.]*$/, '');
        return new File([blob], `${name}_带代码.xlsx`, { type: blob.type });
      }),
  };
}
