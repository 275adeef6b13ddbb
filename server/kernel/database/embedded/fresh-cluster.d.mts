import type { installedPackage } from './installed-package.d.mts';

export function unpackCluster(folder: string, find?: typeof installedPackage): Promise<boolean>;
