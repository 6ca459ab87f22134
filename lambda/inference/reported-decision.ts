import type { FlagValue } from '../../core/document/flag-document.ts';
import { FLAG_KEYS, type FlagKey } from './decisions.ts';
import { plannedValue } from './plan.ts';
import type { Served } from './serve.ts';

/** A decision as the answer and the metric record show it; OpenFeature's words, in the document's spelling. */
export interface ReportedDecision {
  readonly flag: string;
  readonly value: FlagValue;
  readonly variant: string;
  /** `ERROR`: what the flag served could not be honoured, `value` is the bundled default's. */
  readonly reason: string;
  readonly error_code?: string;
  readonly rule?: string;
  readonly role?: string;
  readonly bucket?: number;
}

/** The four decisions, in the order of `FLAGS`. A candidate's stays as it was decided, even if control answered. */
export function reportDecisions(served: Served): ReportedDecision[] {
  return FLAG_KEYS.map((key) => report(served, key));
}

function report(served: Served, key: FlagKey): ReportedDecision {
  const { flag, value, variant, reason, errorCode, rule, role, bucket } = served.decisions[key];
  const place = {
    ...(rule !== undefined && { rule }),
    ...(role !== undefined && { role }),
    ...(bucket !== undefined && { bucket }),
  };
  if (served.replaced.includes(key)) {
    const used = plannedValue(served.plan, key);
    const error_code = errorCode ?? 'GENERAL';
    return { flag, value: used, variant: String(used), reason: 'ERROR', error_code, ...place };
  }
  return {
    flag,
    value,
    variant: variant ?? String(value),
    reason,
    ...(errorCode !== undefined && { error_code: errorCode }),
    ...place,
  };
}
