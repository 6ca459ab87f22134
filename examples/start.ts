import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Answered, NAMES, USERS } from './drivers.ts';
import { openStage, variables } from './stage.ts';

/** One metric record, as far as it is shown. */
interface MetricRecord {
  readonly Role?: string;
  readonly Requests?: number;
  readonly Throttles?: number;
  readonly Fallbacks?: number;
  readonly Outcome?: number;
}

const ASK = fileURLToPath(new URL('ask.ts', import.meta.url));

/** Longest time an example may take. */
const LIMIT_MS = 30_000;

const chosen = process.argv.slice(2);
for (const name of chosen.length === 0 ? NAMES : chosen) {
  const { answers, records } = await run(name);
  const requests = records.filter(({ Requests }) => Requests === 1);
  print(name, ...answers.map(answerLine), summary(records), '');
  if (answers.length !== USERS.length || requests.length !== USERS.length) {
    print(`${name} answered ${answers.length} and recorded ${requests.length} of ${USERS.length} questions`);
    process.exitCode = 1;
  }
}

/** Runs one example in a process of its own, beside a stage of its own: models draw their failures alike for each. */
async function run(name: string) {
  const stage = await openStage();
  const child = fork(ASK, [name], {
    execArgv: ['--import', 'tsx'],
    env: variables(stage),
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    timeout: LIMIT_MS,
  });
  const answers: Answered[] = [];
  child.on('message', (answer) => answers.push(answer as Answered));
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  await stage.close();
  if (code !== 0) process.exitCode = 1;
  const lines = output.split('\n').filter((line) => line.startsWith('{"_aws"'));
  return { answers, records: lines.map((line): MetricRecord => JSON.parse(line)) };
}

function answerLine({ user, model, role = 'in no comparison', text }: Answered): string {
  return `  ${user.padEnd(4)}  ${role.padEnd(9)}  ${model.padEnd(9)}  ${text}`;
}

function summary(records: readonly MetricRecord[]): string {
  const counts = ['candidate', 'control'].map((role) => {
    const own = records.filter(({ Role }) => Role === role);
    const sum = (metric: keyof MetricRecord) =>
      own.reduce((total, one) => total + Number(one[metric] ?? 0), 0);
    const outcomes = own.some(({ Outcome }) => Outcome !== undefined) ? `, ${sum('Outcome')} helpful` : '';
    return `${role} ${sum('Requests')} requests, ${sum('Throttles')} throttled, ${sum('Fallbacks')} answered by the control${outcomes}`;
  });
  return `  recorded: ${counts.join('; ')}`;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
