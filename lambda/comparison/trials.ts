import type { Flag } from '../../core/document/flag-document.ts';
import { isGate } from '../../core/document/gates.ts';
import { type Motion, motionOf } from '../guard/motion.ts';
import { POLL_SETTLE_MS } from '../guard/rollout-chain.ts';
import type { FlagDeployment } from './flag-deployments.ts';
import { controlOf, weightsOf } from './served-words.ts';

/** From and until when, epoch milliseconds; `toMs` is exclusive. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Arms of one flag as long as they have the same shares of the same users: what may be added up. Figures of different
 * shares must not be: a day that is good for everybody would weigh more in the arm that has grown by then.
 */
export interface Trial {
  readonly flag: string;
  /** Value of the control's arm. */
  readonly control: string;
  /** Values of the other arms, in the document's order. */
  readonly candidates: readonly string[];
  /** Values that units of role control may have been served, the control's first: rules after the gate serve them. */
  readonly servedToControl: readonly string[];
  /** Share of each arm, on any scale; `undefined` where its gates deal differently, so that shares cannot be checked. */
  readonly weights: ReadonlyMap<string, number> | undefined;
  /** When it ran, ascending, apart from each other; at least one. */
  readonly spans: readonly [Span, ...Span[]];
  /** Numbers of the deployments that it was served by, ascending. */
  readonly deployments: readonly number[];
}

/**
 * The trials that ran within a time, in the order in which they began. While one document takes the place of another that
 * compares other arms of the same flag, or shares them otherwise, users belong to either: that time belongs to none.
 */
export function trialsOf(deployments: readonly FlagDeployment[], within: Span): readonly Trial[] {
  const served = deployments.flatMap((deployment) => servedTrials(deployment, within));
  const keys = [...new Set(served.map(({ key }) => key))];
  const trials = keys.flatMap((key) => {
    const own = served.filter((one) => one.key === key);
    const others = served.filter((one) => one.key !== key && one.trial.flag === own[0]?.trial.flag);
    const [first, ...rest] = without(
      merged(own.map(({ span }) => span)),
      others.map(({ span: { fromMs, toMs } }) => ({ fromMs, toMs: toMs + POLL_SETTLE_MS })),
    );
    const [one] = own;
    if (one === undefined || first === undefined) return [];
    return [
      {
        ...one.trial,
        // A value that is killed for a while is served by some of its deployments only.
        servedToControl: [...new Set(own.flatMap(({ trial }) => trial.servedToControl))],
        spans: [first, ...rest] as const,
        deployments: own.map(({ number }) => number),
      },
    ];
  });
  return trials.toSorted((left, right) => left.spans[0].fromMs - right.spans[0].fromMs);
}

/** How long a trial ran, in milliseconds. */
export function durationOf({ spans }: Pick<Trial, 'spans'>): number {
  return spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

interface ServedTrial {
  /** The same for what may be added up. */
  readonly key: string;
  readonly number: number;
  readonly trial: Omit<Trial, 'spans' | 'deployments'>;
  readonly span: Span;
}

function servedTrials(
  { number, document, startedAtMs, endedAtMs = Number.POSITIVE_INFINITY }: FlagDeployment,
  within: Span,
): readonly ServedTrial[] {
  const span = { fromMs: Math.max(within.fromMs, startedAtMs), toMs: Math.min(within.toMs, endedAtMs) };
  const motion = document && motionOf(document);
  const flag = motion && document.flags.find((one) => one.flag === motion.flag);
  if (!flag || span.fromMs >= span.toMs) return [];
  const trial = trialIn(flag, motion);
  const weights = trial.weights && [...trial.weights];
  const key = JSON.stringify([trial.flag, trial.control, trial.candidates, weights, motion.audience]);
  return [{ key, number, trial, span }];
}

function trialIn(flag: Flag, { candidates, controls }: Motion): Omit<Trial, 'spans' | 'deployments'> {
  const gates = flag.rules.filter((rule) => isGate(flag, rule));
  const [first, ...others] = gates.map((gate) => ({
    control: controlOf(flag, gate),
    weights: weightsOf(flag, gate),
  }));
  const control = first?.control ?? String(flag.default);
  const isSame = others.every(({ weights }) => sameWeights(first?.weights, weights));
  return {
    flag: flag.flag,
    control,
    candidates: candidates.map(String),
    servedToControl: [...new Set([control, ...controls.map(String)])],
    weights: isSame ? first?.weights : undefined,
  };
}

/** As written: the same shares on another scale are taken for others. */
function sameWeights(
  left: ReadonlyMap<string, number> | undefined,
  right: ReadonlyMap<string, number>,
): boolean {
  return JSON.stringify([...(left ?? [])]) === JSON.stringify([...right]);
}

/** Spans in one piece where they touch. */
function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((left, right) => left.fromMs - right.fromMs)) {
    const last = result.at(-1);
    if (last && span.fromMs <= last.toMs) {
      result.splice(-1, 1, { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) });
    } else {
      result.push(span);
    }
  }
  return result;
}

function without(spans: readonly Span[], holes: readonly Span[]): readonly Span[] {
  return holes.reduce<readonly Span[]>((left, hole) => left.flatMap((span) => cut(span, hole)), spans);
}

function cut(span: Span, hole: Span): readonly Span[] {
  const before = { fromMs: span.fromMs, toMs: Math.min(span.toMs, hole.fromMs) };
  const after = { fromMs: Math.max(span.fromMs, hole.toMs), toMs: span.toMs };
  return [before, after].filter(({ fromMs, toMs }) => fromMs < toMs);
}
