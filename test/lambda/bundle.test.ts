import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { AGENT_ENV, ENV, SAFE_DEFAULT } from '../../lambda/contract.ts';
import { bundleHandler, type HandlerBundle } from '../../lib/handler-bundle.ts';
import { aDirectory } from '../lib/helpers/scratch.ts';
import { aRequest, flagDocument, PROMPTS, SETTINGS } from './inference/builders.ts';

const NAMES = ['inference', 'validator', 'guard', 'guard-with-means'] as const;
const EXACT = JSON.stringify({ guardrails: [{ metric: 'errors', tolerance: 1.1 }] });
const MEANS = JSON.stringify({ guardrails: [{ metric: 'latency_ms', tolerance: 1.1 }] });

/** A deployment's tick, as AppConfig sends it. */
const TICK = JSON.stringify({
  Application: { Id: 'app' },
  Environment: { Id: 'env' },
  ConfigurationProfile: { Id: 'x' },
});

describe('bundled handlers', () => {
  const directory = aDirectory();
  const files = { [SAFE_DEFAULT.flags]: flagDocument(), [SAFE_DEFAULT.prompts]: PROMPTS };
  let bundles: Readonly<Record<(typeof NAMES)[number], HandlerBundle>>;
  beforeAll(() => {
    bundles = {
      inference: bundleHandler('inference', join(directory, 'inference'), files),
      validator: bundleHandler('validator', join(directory, 'validator')),
      guard: bundleHandler('guard', join(directory, 'guard')),
      'guard-with-means': bundleHandler('guard-with-means', join(directory, 'guard-with-means')),
    };
  });

  function urlOf(name: keyof typeof bundles): string {
    return pathToFileURL(join(bundles[name].directory, 'index.mjs')).href;
  }

  /** Runs a script in a process of its own; its environment is a function's, with nobody on any port. */
  function run(script: string, guard = EXACT) {
    const env = {
      ...Object.fromEntries(Object.values(ENV).map((name) => [name, 'x'])),
      [ENV.knowledgeBase]: '',
      [ENV.evaluationQueue]: '',
      [ENV.comparisons]: '',
      [ENV.flagsTimeoutMs]: '',
      [ENV.catalogue]: JSON.stringify(SETTINGS.catalogue),
      [ENV.modelTimeoutMs]: '2000',
      [ENV.maxOutputTokens]: '10',
      [ENV.latencyLimitMs]: '1000',
      [ENV.costCapUsd]: '1',
      [ENV.guard]: guard,
      [AGENT_ENV.httpPort]: '9',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
  }

  it('answer with one record on standard output even when nothing can be reached', () => {
    const request = JSON.stringify(aRequest());
    const { stdout, stderr } = run(
      `const { handler } = await import('${urlOf('inference')}'); const reply = await handler(${request}); console.log(JSON.stringify(reply));`,
    );
    expect(stderr).toBe('');
    const [record, reply, ...rest] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rest).toEqual([]);
    expect(record).toMatchObject({
      Requests: 1,
      Errors: 1,
      ConfigDefault: 1,
      failure: { reason: expect.stringMatching(/^E/) },
    });
    expect(reply).toMatchObject({ statusCode: 502, error: { code: 'model-error' } });
  });

  it('refuse what they are made to refuse (validator)', () => {
    const { stdout } = run(
      `const { handler } = await import('${urlOf('validator')}'); await handler({}).catch((error) => console.log(error.name));`,
    );
    expect(stdout.trim()).toBe('document-refused');
  });

  it.each([
    ['guard', EXACT],
    ['guard-with-means', MEANS],
  ] as const)(
    'let a deployment go on when nothing can be reached, and say that they were blind (%s)',
    (name, guard) => {
      const { stdout, stderr } = run(
        `const { handler } = await import('${urlOf(name)}'); console.log(JSON.stringify(await handler(${TICK})));`,
        guard,
      );
      expect(stderr).toBe('');
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toMatchObject([{ GuardBlind: 1, reason: 'unreachable' }, { Directive: 'CONTINUE' }]);
    },
  );

  it('let a deployment go on when they are set up wrongly, and say so at each tick (guard)', () => {
    const call = `console.log(JSON.stringify(await handler(${TICK})));`;
    const { stdout, stderr } = run(
      `const { handler } = await import('${urlOf('guard')}'); ${call} ${call}`,
      MEANS,
    );
    expect(stderr).toBe('');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const blind = {
      GuardBlind: 1,
      reason: 'internal',
      detail: expect.stringContaining('means of latency_ms'),
    };
    expect(lines).toMatchObject([blind, { Directive: 'CONTINUE' }, blind, { Directive: 'CONTINUE' }]);
  });
});
