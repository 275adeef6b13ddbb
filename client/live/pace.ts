/** Waits this long for more of the same… */
const GATHER_MS = 150;
/** …and this long from one time to the next. */
const APART_MS = 500;

export interface Pace {
  /** Does the work soon, once for however many call. */
  soon(): void;
  stop(): void;
}

export function pace(work: () => void, now: () => number = () => performance.now()): Pace {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let last = -Infinity;
  return {
    soon() {
      timer ??= setTimeout(
        () => {
          timer = null;
          last = now();
          work();
        },
        Math.max(GATHER_MS, last + APART_MS - now()),
      );
    },
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
