const MIB = 1024 * 1024;

/** What reading one file may take. */
export interface ReadingLimits {
  /**
   * What it may compute until the file is opened, or until its next rows are there. Of the processor and not of the clock: a
   * machine that is busy with others, or was asleep, is no fault of the file.
   */
  readonly secondsForAnswer: number;
  /** All time by the clock that somebody waited for rows, in all passes over the file. */
  readonly secondsInAll: number;
  /** What V8 may have for objects and texts. */
  readonly heapBytes: number;
  /** What the process may have, WebAssembly and buffers included. */
  readonly memoryBytes: number;
  /** Rows of one pass. */
  readonly rows: number;
  /** What it may hand over, in all passes. */
  readonly bytes: number;
}

/** An upload is opened in a few seconds on a slow machine; looking through a large file goes on at this pace or faster. */
const SECONDS_FOR_ANSWER = 60;
const SECONDS_IN_ALL = 600;
const SLOWEST_BYTES_A_SECOND = 4 * MIB;
const HEAP_BYTES = 1_536 * MIB;
const MEMORY_BYTES = 2_560 * MIB;
export const MAX_ROWS = 5_000_000;
/** Binary numbers become several times as long as text, and a file is looked at three times. */
const HANDED_TO_READ = 30;
const HANDED_FREE_BYTES = 256 * MIB;

/** The limits of a file that holds so many bytes when it is unpacked. */
export function readingLimits(bytes: number): ReadingLimits {
  const seconds = bytes / SLOWEST_BYTES_A_SECOND;
  return {
    secondsForAnswer: Math.ceil(SECONDS_FOR_ANSWER + seconds),
    secondsInAll: Math.ceil(SECONDS_IN_ALL + HANDED_TO_READ * seconds),
    heapBytes: HEAP_BYTES,
    memoryBytes: MEMORY_BYTES,
    rows: MAX_ROWS,
    bytes: HANDED_FREE_BYTES + HANDED_TO_READ * bytes,
  };
}
