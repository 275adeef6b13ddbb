export interface InstalledPackage {
  version: string;
  folder: string;
}

export function installedPackage(name: string): Promise<InstalledPackage | null>;
