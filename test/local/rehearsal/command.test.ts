import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runRehearsal } from '../../../local/rehearsal/command.ts';
import { HEALTHY_MODEL } from '../../../local/rehearsal/scenarios.ts';
import '../../lib/helpers/scratch.ts';

async function run(args: readonly string[], columns = 80) {
  const [out, err]: [string[], string[]] = [[], []];
  const exitCode = await runRehearsal({
    args: ['--no-report', ...args],
    stdout: { columns, write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    env: {},
  });
  return { exitCode, out: out.join(''), err: err.join('') };
}

const QUICK = ['--scenario', 'low-traffic', '--seed', '7'];
const REPORT_KEYS = ['scenario', 'seed', 'simulatedMinutes', 'wallSeconds', 'requests', 'rollouts'];

describe('npm start', () => {
  it('prints one JSON object, the same for the same seed but for the wall time', async () => {
    const [first, second] = [await run([...QUICK, '--json']), await run([...QUICK, '--json'])];
    const [one, other] = [JSON.parse(first.out), JSON.parse(second.out)];
    expect(Object.keys(one)).toEqual(REPORT_KEYS);
    expect({ ...one, wallSeconds: 0 }).toEqual({ ...other, wallSeconds: 0 });
    expect(one.wallSeconds).toBeGreaterThan(0);
  });

  it('tells the story within the width of a narrow terminal', async () => {
    const { out, exitCode } = await run(QUICK, 66);
    expect(exitCode).toBe(0);
    expect(out).toContain('the rollout is complete');
    expect(out).toContain('0 failed because of flags');
    expect(out.split('\n').filter((line) => line.length > 66)).toEqual([]);
  });

  it('tells why the guard took a candidate back within forty columns', async () => {
    const { out } = await run(['--scenario', 'better-but-malformed', '--seed', '7'], 40);
    const story = out.replaceAll(/\s+/g, ' ');
    expect(story).toMatch(/took the document back: the guard: errors: candidate \d+ of \d+/);
    expect(story).toMatch(/The guard noticed first, in minute \d+; no alarm fired\./);
    expect(out).toMatch(/^ +▁+[▂-▇]*█$/m);
    expect(out.split('\n').filter((line) => line.length > 40)).toEqual([]);
  });

  it('explains itself', async () => {
    const { out, exitCode } = await run(['--help']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/--scenario[\s\S]*agent-outage/);
  });

  it('rolls out a model of a user, known to no catalogue', async () => {
    const { out } = await run([...QUICK, '--json', '--control', 'mine-v1', '--candidate', 'mine-v2']);
    expect(JSON.parse(out)).toMatchObject({
      requests: { failed: 0 },
      rollouts: [{ candidate: 'mine-v2', outcome: 'completed' }],
    });
  });

  it.each([
    [['--scenari', 'good'], "Unknown option '--scenari'"],
    [['--scenario', 'god'], 'there is no scenario "god"'],
    [['--scenario', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['--seed', 'x'], '--seed x is no seed'],
    [['--trace', 'nowhere.csv'], 'nowhere.csv cannot be read'],
    [['--trace', '.gitignore'], 'the trace begins with "node_modules/"'],
    [['--trace', 'package.json'], 'package.json cannot be read as CSV'],
    [['--candidate', 'claude-3-haiku'], 'claude-3-haiku is control and candidate at once'],
    [['--control', ''], 'a model has a name of 0 characters'],
    [['--candidate', 'x'.repeat(2000)], 'a model has a name of 2000 characters'],
    [['--judge', 'scores.csv'], 'add --control MODEL and --candidate MODEL'],
  ])('refuses %j with what to do, and exits with 2', async (args, message) => {
    const { err, exitCode, out } = await run(args);
    expect(err).toContain(message);
    expect([exitCode, out]).toEqual([2, '']);
  });
});

const TRACE = '../shared/data/llm-trace-conversation.csv';
const JUDGE = '../shared/data/judge-scores.csv';
const isHere = existsSync(TRACE) && existsSync(JUDGE);
const title = isHere ? 'on real input' : 'on real input (left out: ../shared/data is not here)';

describe.runIf(isHere)(title, () => {
  it.each([
    ['good', 'completed'],
    ['errors', 'rolled_back'],
    ['slow', 'rolled_back'],
    ['malformed', 'rolled_back'],
    ['late-onset', 'rolled_back'],
    ['low-traffic', 'completed'],
    ['agent-outage', 'rolled_back'],
  ])('the scenario %s is %s, and no request fails because of flags', async (scenario, outcome) => {
    const { out } = await run(['--json', '--seed', '7', '--scenario', scenario, '--trace', TRACE]);
    expect(JSON.parse(out)).toMatchObject({ requests: { flagFailures: 0 }, rollouts: [{ outcome }] });
  });

  it('empty answers of a real model are counted as malformed', async () => {
    // As the control, whom no alarm watches: a candidate is taken back after some run of failures, and its share would
    // be that of the run.
    const models = ['--control', 'reka-core-20240501', '--candidate', 'gpt-3.5-turbo-0125'];
    const { out } = await run(['--judge', JUDGE, '--trace', TRACE, ...models]);
    // 60 of 1,024 answers of this model are empty (judge-scores.csv), and half a percent of a healthy model's calls
    // fail or are throttled: 0.0586 + 0.005. One standard deviation of some 6,800 requests is 0.003.
    const expected = 60 / 1024 + HEALTHY_MODEL.errorRate + HEALTHY_MODEL.throttleRate;
    const [, given, failed] =
      /control beside it ([\d,]+) requests and failed ([\d,]+)/.exec(out.replaceAll(/\s+/g, ' ')) ?? [];
    const share = Number(failed?.replace(',', '')) / Number(given?.replace(',', ''));
    expect(Math.abs(share - expected)).toBeLessThan(0.01);
  });

  it('judged models that the file does not have are refused with those it has', async () => {
    const { err } = await run(['--judge', JUDGE, '--control', 'gpt-9', '--candidate', 'gemma-7b-it']);
    expect(err).toMatch(/no answers of "gpt-9": use .*gemma-7b-it/);
  });
});
