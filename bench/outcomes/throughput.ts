import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { parseOutcomes } from '../../core/outcomes/parse-outcomes.ts';
import { createCountOnce } from '../../lambda/outcomes/count-once.ts';
import { createOutcomesHandler } from '../../lambda/outcomes/create-outcomes-handler.ts';
import { signToken } from '../../lambda/outcomes/exposure-token.ts';
import { DECLARED, LIFETIME_MS, STAGE, TABLE } from './settings.ts';
import { createTable } from './stage.ts';

/** Main of one round: batches of 500 different outcomes, with the store in another process. Writes its figures as JSON. */
export interface ThroughputFigures {
  /** Of the first batch, milliseconds of processor time. */
  readonly coldCpuMs: number;
  /** Median of the others. */
  readonly warmCpuMs: number;
  /** Median time from call to answer. */
  readonly warmMs: number;
  readonly lines: number;
  readonly bytes: number;
  readonly rssMb: number;
}

const BATCHES = 12;
const BATCH = 500;
const KEY = 'k'.repeat(64);

const child = spawn(
  process.execPath,
  ['--import', 'tsx', fileURLToPath(new URL('store.ts', import.meta.url))],
  {
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);
const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const { value: endpoint } = await said.next();
const client = new DynamoDBClient({
  ...{ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } },
  requestHandler: { httpAgent: { maxSockets: 64 }, socketAcquisitionWarningTimeout: 600_000 },
});
await createTable(client);
const written: string[] = [];
const handler = makeHandler();
const runs: { cpuMs: number; ms: number }[] = [];
for (let batch = 0; batch < BATCHES; batch += 1) runs.push(await timed(batch));
process.stdout.write(JSON.stringify(figures()));
child.stdin.end();
client.destroy();

function makeHandler() {
  const declared = parseOutcomes(DECLARED);
  if (!declared.ok) throw new Error(declared.problems.join());
  return createOutcomesHandler({
    settings: { ...STAGE, declared: declared.value, lifetimeMs: LIFETIME_MS },
    keys: { get: async () => ({ signing: KEY, verifying: [KEY], isFresh: true }) },
    counting: createCountOnce({ client, table: TABLE }),
    clock: { now: () => Date.now() },
    emit: (line) => void written.push(line),
  });
}

/** Both roles, all groups, three outcomes: as many different records as there can be. */
function makeBatch(batch: number): string {
  const outcomes = Array.from({ length: BATCH }, (_, at) => {
    const exposure = {
      ...{ flag: 'inference_model', value: 'claude-sonnet-4-6', documentVersion: '42' },
      role: at % 2 === 0 ? 'candidate' : 'control',
      bucketGroup: String(at % 16).padStart(2, '0'),
      ...{ issuedAtMs: Date.now(), id: `${batch}-${at}` },
    } as const;
    const outcome = Object.keys(DECLARED)[at % 3];
    return { token: signToken(exposure, KEY), outcome, value: 1 };
  });
  return JSON.stringify({ outcomes });
}

async function timed(batch: number): Promise<{ cpuMs: number; ms: number }> {
  const event = { requestContext: {}, body: makeBatch(batch) };
  written.length = 0;
  const [cpu, startMs] = [process.cpuUsage(), performance.now()];
  const reply = await handler(event, { getRemainingTimeInMillis: () => 60_000 });
  const { user, system } = process.cpuUsage(cpu);
  if (reply?.statusCode !== 200) throw new Error(`a batch was answered ${reply?.statusCode}`);
  return { cpuMs: (user + system) / 1000, ms: performance.now() - startMs };
}

function figures(): ThroughputFigures {
  const [first, ...others] = runs;
  const median = (values: number[]) =>
    values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
  return {
    coldCpuMs: first?.cpuMs ?? 0,
    warmCpuMs: median(others.map(({ cpuMs }) => cpuMs)),
    warmMs: median(others.map(({ ms }) => ms)),
    lines: written.length,
    bytes: written.reduce((sum, line) => sum + line.length + 1, 0),
    rssMb: Math.round(process.memoryUsage().rss / 1e6),
  };
}
