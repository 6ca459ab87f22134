import { Lazy } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { requireApplicationName, requireEnvironmentName, requireStageName } from '../../lib/require-name.ts';

describe('the name of an application', () => {
  it('leaves room for the longest name that is made of it', () => {
    expect(() => requireApplicationName('applicationName', 'a'.repeat(56))).not.toThrow();
    expect(() => requireApplicationName('applicationName', 'a'.repeat(57))).toThrow(
      /applicationName is "a+", of 57 characters, but must have 1 to 56 .*: shorten it/,
    );
  });

  it('is not empty', () => {
    expect(() => requireApplicationName('applicationName', '')).toThrow(/of 0 characters/);
  });

  it('may be known only to the deployment', () => {
    const token = Lazy.string({ produce: () => 'a'.repeat(80) });
    expect(() => requireApplicationName('applicationName', token)).not.toThrow();
  });
});

it('takes as many characters for an environment as AppConfig does', () => {
  expect(() => requireEnvironmentName('environmentName', 'e'.repeat(64))).not.toThrow();
  expect(() => requireEnvironmentName('environmentName', 'e'.repeat(65))).toThrow(/must have 1 to 64/);
});

it('takes a stage of digits and hyphens after a service that begins with a letter', () => {
  for (const [service, stage] of [
    ['a', '1'],
    ['chat-bot', 'prod-eu'],
  ] as const) {
    expect(() => requireStageName(service, stage)).not.toThrow();
  }
});
