export interface PostgisFiles {
  folder: string;
  library: string;
  control: string;
  script: string;
}

export function postgisFiles(cache: string): Promise<PostgisFiles>;

export function withoutSystems(whole: string): { script: string; systems: string[] };
