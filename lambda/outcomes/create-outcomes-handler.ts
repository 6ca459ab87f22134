import { isRecord } from '../../core/record.ts';
import type { Clock } from '../clock.ts';
import { openEnvelope, type Reply } from '../inference/envelope.ts';
import { RolloutError } from '../rollout-error.ts';
import { countBatch, type ItemResult } from './count-batch.ts';
import type { CountOnce, RemainingTime } from './count-once.ts';
import { createDoorRecord } from './door-record.ts';
import { gatherOutcomes, type SingleOutcome } from './gather-outcomes.ts';
import { outcomeAnswer, type Report, reportOf, unreadableAnswer } from './outcome-answer.ts';
import { itemsOf, type OutcomeItem, parseItem } from './outcome-item.ts';
import { createOutcomeRecord } from './outcome-record.ts';
import type { RefusalCode } from './outcome-refusal.ts';
import type { OutcomesSettings } from './outcomes-settings.ts';
import { KEY_DOUBT_MS, type TokenKeySet } from './token-keys.ts';

export interface OutcomesDependencies {
  readonly settings: OutcomesSettings;
  /** Never rejects; `undefined` while there are no keys. Those that are older than they may be are read again first. */
  readonly keys: { get(maxAgeMs?: number): Promise<TokenKeySet | undefined> };
  readonly counting: CountOnce;
  readonly clock: Clock;
  /** Takes a line of CloudWatch embedded metric format; synchronous, for what is written is counted. */
  readonly emit: (line: string) => void;
}

/** Answers a function URL's event or a direct invocation in the form of its kind, and an event of EventBridge with nothing. */
export type OutcomesHandler = (event: unknown, context: RemainingTime) => Promise<Reply | undefined>;

/** Least time that is kept for noting what was counted; more where claiming it took more. */
export const SETTLING_MS = 2000;

/**
 * The outcomes function over its ports. Each outcome is counted or refused by itself, with the reason, in the minute in
 * which it arrives. An event of EventBridge that holds outcomes to be sent again rejects with `outcomes-deferred`, so that
 * Lambda does; nothing else rejects.
 */
export function createOutcomesHandler(dependencies: OutcomesDependencies): OutcomesHandler {
  const { settings, clock, emit } = dependencies;
  const doorRecord = createDoorRecord(settings);
  const count = batchCounter(dependencies);
  return async (event, context) => {
    const isEvent = isEventBridgeEvent(event);
    const envelope = openEnvelope(isEvent ? event.detail : event);
    const items = itemsOf(envelope.payload);
    const report = items && (await count(items, context));
    emit(doorRecord(report, clock.now()));
    if (!isEvent) return envelope.reply(report === undefined ? unreadableAnswer() : outcomeAnswer(report));
    if (report?.refused.some(({ retry }) => retry)) throw deferred();
    return undefined;
  };
}

function isEventBridgeEvent(event: unknown): event is { readonly detail: unknown } {
  return isRecord(event) && 'detail-type' in event && 'detail' in event;
}

function deferred(): RolloutError {
  const message = 'outcomes of the event cannot be counted at the moment, have it sent again';
  return new RolloutError('outcomes-deferred', message, { fault: 'dependency' });
}

function batchCounter({ settings, keys, counting, clock, emit }: OutcomesDependencies) {
  const { lifetimeMs, guard, comparisons } = settings;
  const declared = new Map(settings.declared.map((outcome) => [outcome.name, outcome]));
  const record = createOutcomeRecord(settings);
  const countsUsers = guard?.independence === 'users' || comparisons === 'users';
  const write = (items: readonly OutcomeItem[]) => {
    const timestampMs = clock.now();
    const outcomes = items.map((item) => outcomeOf(item, timestampMs, countsUsers));
    // All lines before the first is written: what throws has written nothing.
    const lines = gatherOutcomes(outcomes).map(record);
    for (const line of lines) emit(line);
  };
  return async (inputs: readonly unknown[], context: RemainingTime): Promise<Report> => {
    counting.begin(context);
    const parse = (known: TokenKeySet | undefined) =>
      inputs.map((input) => parseItem(input, { declared, keys: known, nowMs: clock.now(), lifetimeMs }));
    let parsed = parse(await keys.get());
    if (parsed.includes('token-forged')) parsed = parse(await keys.get(KEY_DOUBT_MS));
    const items = parsed.filter((item) => typeof item !== 'string');
    const hasTime = timeKeeper(context);
    const results = items.length === 0 ? [] : await countBatch(items, { counting, write, hasTime });
    return reportOf(inPlace(parsed, results));
  };
}

/** Notes are as many calls as claims: while claims are slow, notes need as long as the claims took. */
function timeKeeper(context: RemainingTime): () => boolean {
  const startMs = context.getRemainingTimeInMillis();
  return () => {
    const leftMs = context.getRemainingTimeInMillis();
    return leftMs >= Math.max(SETTLING_MS, startMs - leftMs);
  };
}

/** The results of items where the items are, and the refusals of others where those are. */
function inPlace(
  parsed: readonly (OutcomeItem | RefusalCode)[],
  results: readonly ItemResult[],
): readonly (ItemResult | RefusalCode)[] {
  const remaining = results.values();
  return parsed.map((item) =>
    typeof item === 'string' ? item : (remaining.next().value ?? 'store-unavailable'),
  );
}

function outcomeOf(
  { token, outcome, value }: OutcomeItem,
  timestampMs: number,
  countsUsers: boolean,
): SingleOutcome {
  const { role, bucketGroup, flag } = token;
  const bucket = countsUsers && bucketGroup !== undefined ? Number(bucketGroup) : undefined;
  return { name: outcome, value, role, bucket, arm: { flag, value: token.value }, timestampMs };
}
