import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../local/lambda/configuration.ts';
import { aFunction, type FunctionParts } from './builders.ts';

function settings(parts: FunctionParts = {}) {
  const { Code: _, ...request } = aFunction(parts);
  return settingsOf(request);
}

const withVariables = (Variables: Record<string, string>) => () => settings({ Environment: { Variables } });

describe('what a function is configured with', () => {
  it('has the defaults of Lambda', () => {
    const { Timeout: _, Code: __, ...request } = aFunction();
    expect(settingsOf(request)).toMatchObject({
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:greeter',
      Timeout: 3,
      MemorySize: 128,
      Environment: { Variables: {} },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/greeter' },
      Version: '$LATEST',
    });
  });

  it.each([
    ['a name with other characters', { FunctionName: 'a b' }, /^got FunctionName "a b", allowed is/],
    ['another runtime', { Runtime: 'provided.al2023' }, /^got Runtime provided.al2023 and Handler/],
    ['no time', { Timeout: 0 }, 'got Timeout 0, allowed are whole numbers from 1 to 900'],
    ['half a second', { Timeout: 0.5 }, 'got Timeout 0.5, allowed are whole numbers from 1 to 900'],
    ['little memory', { MemorySize: 127 }, 'got MemorySize 127, allowed are whole numbers from 128 to 10240'],
  ] as const)('is refused with %s', (_, parts, message) => {
    expect(() => settings(parts as FunctionParts)).toThrow(message);
  });

  it('may not hold variables that Lambda sets', () => {
    expect(withVariables({ A: '1', AWS_REGION: 'x', _HANDLER: 'y' })).toThrow(
      'got variables AWS_REGION, _HANDLER, which Lambda sets itself; leave them out',
    );
  });

  it('holds no more than four kilobytes of variables, names and all', () => {
    expect(withVariables({ A: 'x'.repeat(4095) })).not.toThrow();
    expect(withVariables({ A: 'é'.repeat(2048) })).toThrow('got variables of 4097 bytes, allowed are 4096');
  });
});
