import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { run, runJson } from './io.ts';

const AT = ['--env', 'prod', '--flag', 'm'];

interface Failure {
  readonly error: { readonly code: string; readonly message: string };
}

describe('a command line that cannot be used', () => {
  it.each([
    ['an unknown verb', ['explan', 'x.json'], /unknown command 'explan' \(Did you mean explain\?\)/],
    ['an unknown option', ['validate', 'x.json', '--jsn'], /unknown option '--jsn'/],
    ['a missing option', ['status'], /required option '--env/],
    ['a missing argument', ['validate'], /missing required argument 'file'/],
    [
      'a bad number',
      ['watch', '--env', 'prod', '--every', '0'],
      /--every is "0"; use a whole number from 1 to 3600/,
    ],
    [
      'a percentage finer than there are',
      ['start', ...AT, '--value', 'new', '--percentage', '5.0001'],
      /--percentage is "5.0001"; use a number from 0 to 100, in steps of 0.001/,
    ],
    [
      'a day that does not exist',
      ['pin', ...AT, '--value', 'new', '--customer', 'c', '--reason', 'r', '--until', '2027-02-30'],
      /--until is "2027-02-30"; use a day such as 2027-01-31/,
    ],
  ])('is refused in one line: %s', async (_, args, words) => {
    const { exitCode, out, err } = await run(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(words);
  });

  it('is refused as data where data was asked for', async () => {
    const { exitCode, err, data } = await runJson<Failure>(['status']);
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: '' });
    expect(data.error.code).toBe('bad-argument');
  });

  it('shows what there is when nothing was said', async () => {
    const { exitCode, err } = await run([]);
    expect(exitCode).toBe(2);
    expect(err).toContain('Commands:');
  });
});

describe('help', () => {
  it.each([[['--help']], [['ramp', '--help']], [['help', 'kill']]])('is no failure: %j', async (args) => {
    const { exitCode, out, err } = await run(args);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('Usage: model-rollout');
  });
});

describe('the help of a verb', () => {
  it('names what it cannot do without, first', async () => {
    const { out } = await run(['start', '--help']);
    const terms = [...out.matchAll(/^ {2}(-\S+)/gm)].map(([, term]) => term);
    expect(terms.slice(0, 4)).toEqual(['--env', '--flag', '--value', '--percentage']);
    expect(out.match(/\(required\)/g)).toHaveLength(4);
  });

  it('says nothing is required where nothing is', async () => {
    const { out } = await run(['hygiene', '--help']);
    expect(out).not.toContain('(required)');
  });
});

describe('the version', () => {
  it.each(['--version', '-V'])('is that of the package: %s', async (option) => {
    const { exitCode, out, err } = await run([option]);
    expect({ exitCode, out, err }).toEqual({ exitCode: 0, out: `${manifest.version}\n`, err: '' });
  });
});

describe('a fault of our own', () => {
  it('says so, and what is left behind', async () => {
    const { exitCode, err } = await run(['status', '--env', 'prod']);
    expect(exitCode).toBe(70);
    expect(err).toMatch(/^a fault of model-rollout itself; nothing was changed;/);
  });
});
