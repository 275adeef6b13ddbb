export interface ProgressLine {
  tell(message: string, rows: number, share: number): void;
  end(): void;
}

/** Milliseconds between two lines where each stays, and between two where the last is overwritten. */
const PAUSE_MS = { terminal: 200, file: 5000 } as const;
const WIDTH = 24;

/** A bar, a rate and an estimate on one line of a terminal; a line now and then where there is none. */
export function progressLine(out: NodeJS.WriteStream): ProgressLine {
  const started = performance.now();
  let told = -Infinity;
  let open = false;
  return {
    tell(message, rows, share) {
      const now = performance.now();
      if (now - told < (out.isTTY ? PAUSE_MS.terminal : PAUSE_MS.file)) return;
      told = now;
      const seconds = (now - started) / 1000;
      const full = Math.round(share * WIDTH);
      const left = share > 0 && share < 1 ? `, ${Math.ceil((seconds / share) * (1 - share))} s left` : '';
      const line = `${message} [${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${Math.floor(share * 100)} %  ${rows} rows, ${Math.round(rows / Math.max(seconds, 0.001))} rows/s${left}`;
      out.write(out.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
      open = out.isTTY;
    },
    end() {
      if (open) out.write('\r\u001b[K');
    },
  };
}
