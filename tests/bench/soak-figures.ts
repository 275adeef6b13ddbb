export interface Sample {
  readonly hours: number;
  readonly megabytes: number;
}

/** The slope of the straight line that lies closest to the samples (least squares). */
export function growthPerHour(samples: readonly Sample[]): number {
  const mean = (value: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length;
  const [hours, megabytes] = [mean((sample) => sample.hours), mean((sample) => sample.megabytes)];
  const spread = mean((sample) => (sample.hours - hours) ** 2);
  return spread === 0 ? 0 : mean((sample) => (sample.hours - hours) * (sample.megabytes - megabytes)) / spread;
}

/** The value below which this share of the ascending values lies. */
export function shareOf(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? NaN;
}
