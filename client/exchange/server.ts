/** The way to the server of files: plain HTTP, since a file is no part of a graph. */
import { fetchAs, postHeaders, tellPostRefused } from '../api/post-header.ts';
import type { ImportReport } from './import-report.ts';

/** What the server has against it: a word for machines and a sentence. */
export class ServerRefusal extends Error {
  override name = 'ServerRefusal';

  constructor(
    readonly code: string,
    message: string,
    readonly messageZh: string | null = null,
  ) {
    super(message);
  }

  get sentences(): { readonly message: string; readonly messageZh: string | null } {
    return { message: this.message, messageZh: this.messageZh };
  }
}

export const OFFLINE = 'OFFLINE';
const POST_CHANGED = 'POST_CHANGED';

export function refusalOf(error: unknown): ServerRefusal {
  return error instanceof ServerRefusal ? error : new ServerRefusal(OFFLINE, '');
}

export function refusalIn(text: string, status: number): ServerRefusal {
  try {
    const { code, message, messageZh } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (code === POST_CHANGED) tellPostRefused();
    if (typeof code === 'string' && typeof message === 'string')
      return new ServerRefusal(code, message, typeof messageZh === 'string' ? messageZh : null);
  } catch {
    // A proxy in between answers in its own way.
  }
  return new ServerRefusal(String(status), '');
}

export async function ask<Answer>(address: string, options?: RequestInit): Promise<Answer> {
  const answer = await fetchAs(address, options);
  const text = await answer.text();
  if (!answer.ok) throw refusalIn(text, answer.status);
  return (text ? JSON.parse(text) : null) as Answer;
}

/** A file that the server makes of what it is told, and what it says beside it in a header. */
export async function fileFrom(
  address: string,
  body: object,
  header: string,
): Promise<{ readonly blob: Blob; readonly said: string | null }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetchAs(address, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw refusalIn(await answer.text(), answer.status);
  return { blob: await answer.blob(), said: answer.headers.get(header) };
}

export function post<Answer>(address: string, body: object = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return ask(address, { method: 'POST', headers, body: JSON.stringify(body) });
}

export interface Upload<Answer = ImportReport> {
  readonly report: Promise<Answer>;
  readonly cancel: () => void;
}

/** Sends a file and waits for what is made of it. `onSent` tells the share that is sent, 1 when the server has it all. */
export function upload<Answer = ImportReport>(
  address: string,
  file: File,
  onSent: (share: number) => void,
): Upload<Answer> {
  const request = new XMLHttpRequest();
  const report = new Promise<Answer>((resolve, reject) => {
    request.open('POST', address);
    const headers = { ...postHeaders(), 'content-type': 'application/octet-stream' };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onSent(1);
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Answer);
      else reject(refusalIn(request.responseText, request.status));
    };
    request.onerror = () => reject(new ServerRefusal(OFFLINE, ''));
    request.onabort = () => reject(new DOMException('Cancelled', 'AbortError'));
    request.send(file);
  });
  return { report, cancel: () => request.abort() };
}
