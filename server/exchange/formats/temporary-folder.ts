import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of our own; files in it have names of our own. */
export class TemporaryFolder {
  private constructor(readonly path: string) {}

  static async make(within?: string): Promise<TemporaryFolder> {
    return new TemporaryFolder(await mkdtemp(join(within ?? tmpdir(), 'exchange-')));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}
