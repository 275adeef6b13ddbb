/** Tells the terminal what is being done and how far it is, with the seconds since the start of the process. */
export class Steps {
  private lastShare = -1;
  private lastMessage = '';

  say(message: string): void {
    process.stdout.write(`${seconds()} ${message}\n`);
  }

  /** Part of a longer step: a line for each new message and each further fifth. */
  progress(message: string, done: number, total: number): void {
    const share = total > 0 ? Math.floor((done / total) * 5) : 0;
    if (message === this.lastMessage && share === this.lastShare) return;
    this.lastMessage = message;
    this.lastShare = share;
    this.say(total > 1 ? `${message} (${done} of ${total})` : message);
  }

  done(message: string): void {
    process.stdout.write(`${seconds()} ${message}\n`);
  }

  warn(message: string): void {
    process.stderr.write(`${seconds()} ${message}\n`);
  }
}

function seconds(): string {
  return `[${process.uptime().toFixed(1).padStart(5)} s]`;
}
