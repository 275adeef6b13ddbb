import type { EntityManager } from 'typeorm';

/**
 * For a transaction that works on a whole file: statements are not compiled, which takes longer than most of them, and what they
 * sort and look up stays in memory for a hundred thousand rows.
 */
export async function prepareForMany(manager: EntityManager): Promise<void> {
  await manager.query(`set local jit = off; set local work_mem = '32MB'`);
}
