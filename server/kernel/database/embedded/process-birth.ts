import { readFile } from 'node:fs/promises';

/** Says when a process began in words that no other process shares; null where the system does not tell, or it is no more. */
export async function processBirth(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim();
    // The command's name, in brackets, may hold spaces; the start time is the 20th field after it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks ? `${boot}/${ticks}` : null;
  } catch {
    return null;
  }
}
