/** What is read of Lighthouse's report. */
export interface LighthouseReport {
  readonly lighthouseVersion: string;
  readonly runtimeError?: { readonly message: string };
  readonly environment: { readonly benchmarkIndex: number };
  readonly categories: Readonly<Record<string, Category>>;
  readonly audits: Readonly<Record<string, Audit>>;
}

interface Category {
  readonly score: number | null;
  readonly auditRefs: readonly { readonly id: string; readonly weight: number }[];
}

interface Audit {
  readonly title: string;
  readonly score: number | null;
  readonly numericValue?: number;
  readonly displayValue?: string;
  readonly explanation?: string;
  readonly errorMessage?: string;
  readonly details?: { readonly items?: readonly unknown[] };
}

const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;

export interface FailedAudit {
  readonly category: string;
  readonly id: string;
  /** 0 for what is said and does not count. */
  readonly weight: number;
  readonly reason: string;
}

/** Every audit that is not passed in full, the heaviest first. */
export function failedAudits({ categories, audits }: LighthouseReport): FailedAudit[] {
  return CATEGORIES.flatMap((category) =>
    (categories[category]?.auditRefs ?? []).flatMap(({ id, weight }) => {
      const audit = audits[id];
      // Null is for what only informs, or does not apply; where an audit broke, it says so.
      const isPassed =
        audit?.score === null ? audit.errorMessage === undefined : audit?.score === 1;
      if (audit === undefined || isPassed) return [];
      return [{ category, id, weight, reason: reasonOf(audit) }];
    }),
  ).toSorted((a, b) => b.weight - a.weight);
}

function reasonOf({ title, displayValue, explanation, errorMessage, details }: Audit): string {
  const said = errorMessage ?? explanation ?? displayValue;
  if (said !== undefined && said !== '') return `${title}: ${said}`;
  const found = details?.items?.length ?? 0;
  return found === 0 ? title : `${title} (${found})`;
}
