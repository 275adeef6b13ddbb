import type { ImportReport } from './import-report.ts';
import { ask, refusalOf } from './server.ts';

/** What an answer is called when it was lost, or the step had been done by then. */
const UNCLEAR = /^(OFFLINE|UNAVAILABLE|BUSY|INTERNAL_SERVER_ERROR|NOT_CONFIRMABLE|NOT_UNDOABLE|5\d\d)$/;
const PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

/** Does a step of a file whose answer may be lost: then it is asked how the file stands, until that is known. */
export async function settled(
  key: string,
  state: ImportReport['state'],
  step: () => Promise<ImportReport>,
  wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
): Promise<ImportReport> {
  try {
    return await step();
  } catch (error) {
    if (!UNCLEAR.test(refusalOf(error).code)) throw error;
    for (const pause of PAUSES) {
      const report = await ask<ImportReport>(`/imports/${key}`).catch((asked: unknown) => {
        const { code } = refusalOf(asked);
        if (!UNCLEAR.test(code)) throw asked;
        return null;
      });
      if (report?.state === state) return report;
      if (report) throw error;
      await wait(pause);
    }
    throw error;
  }
}
