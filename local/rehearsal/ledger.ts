import type { Role } from '../../core/evaluation/decision.ts';
import type { Catalogue } from '../../lambda/contract.ts';
import { DIMENSION, METRIC } from '../../lambda/metric-names.ts';
import { ArmSums } from './arm-sums.ts';
import { comparedRequest } from './compared-request.ts';
import type { InvocationResult } from './execution-environment.ts';

/** Requests of one role in one rollout. */
export interface RoleCounts {
  requests: number;
  errors: number;
  /** Answered by the control value after an error. */
  fallbacks: number;
  /** Answers that were judged, and the sum of their scores of 1 to 10. */
  judged: number;
  scores: number;
}

/** Requests of the whole rehearsal. */
export interface RequestCounts {
  total: number;
  /** Answered with 200. */
  answered: number;
  /** Any other status, or none. */
  failed: number;
  /** Answered by the control value after the candidate failed. */
  fallbacks: number;
  /** Failed for any other reason than the model's. Must be none: flags never fail a request. */
  flagFailures: number;
}

/** Codes of the failures a model is to blame for. `model-not-honoured` is none: a flag served what means nothing here. */
const MODEL_FAILURES: ReadonlySet<string | undefined> = new Set([
  'model-error',
  'model-timeout',
  'model-throttle',
  'model-malformed',
]);

/** Counts what users met. */
export class Ledger {
  readonly requests: RequestCounts = { total: 0, answered: 0, failed: 0, fallbacks: 0, flagFailures: 0 };
  readonly #catalogue: Catalogue;
  #roles = emptyRoles();
  #arms = emptyArms();

  /** `catalogue`: prices; a model that it does not have costs nothing. */
  constructor(catalogue: Catalogue = {}) {
    this.#catalogue = catalogue;
  }

  /** Roles are counted anew from here. */
  startRollout(): void {
    this.#roles = emptyRoles();
    this.#arms = emptyArms();
  }

  /** What both roles are compared by. */
  get arms(): Readonly<Record<Role, ArmSums>> {
    return this.#arms;
  }

  role(role: Role): Readonly<RoleCounts> {
    return this.#roles[role];
  }

  /** Mean score of a role's judged answers, 1 to 10; `undefined` without any. */
  meanScore(role: Role): number | undefined {
    const { judged, scores } = this.#roles[role];
    return judged > 0 ? scores / judged : undefined;
  }

  count(invocation: InvocationResult): void {
    const { status, errorCode, record, score } = invocation;
    const fields = JSON.parse(record || '{}') as Readonly<Record<string, unknown>>;
    const { requests } = this;
    requests.total += 1;
    if (status === 200) requests.answered += 1;
    else requests.failed += 1;
    if (status !== 200 && !MODEL_FAILURES.has(errorCode)) requests.flagFailures += 1;
    requests.fallbacks += Number(fields[METRIC.fallbacks] ?? 0);
    const compared = comparedRequest(invocation, fields, this.#catalogue);
    if (compared) this.#arms[compared.role].count(compared.request);
    const role = fields[DIMENSION.role];
    if (role !== 'candidate' && role !== 'control') return;
    const counts = this.#roles[role];
    counts.requests += 1;
    counts.errors += Number(fields[METRIC.errors] ?? 0);
    counts.fallbacks += Number(fields[METRIC.fallbacks] ?? 0);
    if (score === undefined) return;
    counts.judged += 1;
    counts.scores += score;
  }
}

function emptyRoles(): Record<Role, RoleCounts> {
  const none = { requests: 0, errors: 0, fallbacks: 0, judged: 0, scores: 0 };
  return { candidate: { ...none }, control: { ...none } };
}

function emptyArms(): Record<Role, ArmSums> {
  return { candidate: new ArmSums(), control: new ArmSums() };
}
