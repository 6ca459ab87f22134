/** AWS's list prices in US dollars, us-east-1, without free tiers and discounts, as published in 2025 and early 2026. */
const PRICES = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625e-6,
  tableGbMonth: 0.25,
  /** https://aws.amazon.com/lambda/pricing/ , arm64 */
  gbSecond: 0.0000133334,
  invocation: 0.2e-6,
  /** https://aws.amazon.com/cloudwatch/pricing/ , first 10,000 metrics */
  logGb: 0.5,
  metricMonth: 0.3,
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretMonth: 0.4,
  secretCall: 0.05 / 10_000,
  /** https://aws.amazon.com/eventbridge/pricing/ , events of one's own, up to 64 KB each */
  event: 1e-6,
} as const;

/** What is taken of the measurements. */
export interface Measured {
  /** Processor time of a warm batch of 500. */
  readonly batchCpuMs: number;
  /** Bytes of its lines. */
  readonly batchBytes: number;
}

const MILLION = 1e6;
const BATCH = 500;
/** Memory of the outcomes function, and what has one processor (Lambda Developer Guide, "Configure Lambda function memory"). */
const MEMORY_GB = 1;
const PROCESSOR_GB = 1769 / 1024;
/** Of DynamoDB, for two writes one after the other. */
const STORE_MS = 20;
/** Item of the table with its overhead of 100 bytes. */
const ITEM_BYTES = 290;
/** As long as a token may be accepted at most. */
const MONTHS_KEPT = 3;
/** Lines of Lambda itself for an invocation: START, END and REPORT. */
const PLATFORM_BYTES = 400;
/** Lines of an outcome that is sent alone: its record, and that of the request. */
const SINGLE_BYTES = 1300;
const ENVIRONMENTS = 10;
const READS_A_MONTH = (2 * 30 * 24 * 60) / 5;
/** Series of an outcome: by role, by arm, and the squares of the arms. */
const SERIES = 2 + 2 + 2;
/** By arm and group, the same for the guard and for comparisons. */
const GROUP_SERIES = 2 * 16;

/** A million outcomes and a million answers in US dollars, and what a stage costs a month whatever comes. */
export function costTable({ batchCpuMs, batchBytes }: Measured): string {
  const batched = [
    ['DynamoDB: a claim and a note each', 2 * MILLION * PRICES.writeUnit],
    ['DynamoDB: kept for three months', ((MILLION * ITEM_BYTES) / 1e9) * MONTHS_KEPT * PRICES.tableGbMonth],
    ['Lambda: time', lambdaTime(MILLION / BATCH, batchCpuMs)],
    ['Lambda: invocations', (MILLION / BATCH) * PRICES.invocation],
    ['CloudWatch Logs', logs((MILLION / BATCH) * (batchBytes + PLATFORM_BYTES))],
  ] as const;
  const single = [
    batched[0],
    batched[1],
    ['Lambda: time', lambdaTime(MILLION, batchCpuMs / BATCH)],
    ['Lambda: invocations', MILLION * PRICES.invocation],
    ['CloudWatch Logs', logs(MILLION * (SINGLE_BYTES + PLATFORM_BYTES))],
  ] as const;
  const answers = [
    ['Lambda: signing, 0.05 ms', lambdaTime(MILLION, 0.05, 0)],
    ['Secrets Manager: reads, in the monthly cost', 0],
  ] as const;
  const month = [
    ['Secrets Manager: the secret', PRICES.secretMonth],
    [
      `Secrets Manager: reads of ${ENVIRONMENTS} environments`,
      ENVIRONMENTS * READS_A_MONTH * PRICES.secretCall,
    ],
    ['CloudWatch: series of one outcome', SERIES * PRICES.metricMonth],
    [
      'the same where users are counted, for the guard, comparisons or both',
      (SERIES + GROUP_SERIES) * PRICES.metricMonth,
    ],
  ] as const;
  return [
    '### Cost',
    'List prices of us-east-1 in US dollars, as published in 2025 and early 2026, without free tiers: [DynamoDB on demand](https://aws.amazon.com/dynamodb/pricing/on-demand/), [Lambda on arm64](https://aws.amazon.com/lambda/pricing/), [CloudWatch](https://aws.amazon.com/cloudwatch/pricing/), [Secrets Manager](https://aws.amazon.com/secrets-manager/pricing/), [EventBridge](https://aws.amazon.com/eventbridge/pricing/). Assumed: 1,024 MB, with what part of a processor that is, the processor time above, 20 ms of waiting for DynamoDB, warm environments; a duplicate costs one write instead of two.',
    summed('a million outcomes, 500 in a request', batched),
    summed('a million outcomes, one in a request', single),
    `Over EventBridge, ${dollars(MILLION * PRICES.event)} more for a million events of up to 64 KB.`,
    summed('a million answers with a token', answers),
    table('a month, whatever comes', month),
  ].join('\n\n');
}

type Row = readonly [string, number];

/** Less memory is less of a processor, so that work takes longer. */
function lambdaTime(invocations: number, cpuMs: number, waitMs = STORE_MS): number {
  const seconds = ((cpuMs * PROCESSOR_GB) / MEMORY_GB + waitMs) / 1000;
  return invocations * seconds * MEMORY_GB * PRICES.gbSecond;
}

function logs(bytes: number): number {
  return (bytes / 1e9) * PRICES.logGb;
}

function summed(name: string, rows: readonly Row[]): string {
  const total = rows.reduce((sum, [, cost]) => sum + cost, 0);
  return table(name, [...rows, ['**together**', total]]);
}

function table(name: string, rows: readonly Row[]): string {
  return [
    `| ${name} | |`,
    '| --- | ---: |',
    ...rows.map(([what, cost]) => `| ${what} | ${dollars(cost)} |`),
  ].join('\n');
}

function dollars(cost: number): string {
  return `$${cost.toFixed(cost < 0.1 && cost > 0 ? 3 : 2)}`;
}
