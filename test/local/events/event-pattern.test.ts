import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventMatcher } from '../../../local/events/event-pattern.ts';

const EVENT = {
  source: 'aws.appconfig',
  resources: ['arn:a', 'arn:b'],
  detail: { Type: 'OnDeploymentStart', DeploymentNumber: 7, Environment: { Id: 'abc' } },
};

// BEHAVIOUR E2
describe('an event pattern', () => {
  it.each([
    [{ source: ['aws.ec2', 'aws.appconfig'] }, true],
    [{ source: ['aws.ec2'] }, false],
    [{ resources: ['arn:b'] }, true],
    [{ detail: { Environment: { Id: ['abc'] }, DeploymentNumber: [7] } }, true],
    [{ detail: { Environment: { Id: ['abc'] }, DeploymentNumber: ['7'] } }, false],
    [{ detail: { Type: [{ prefix: 'OnDeployment' }] } }, true],
    [{ detail: { Type: [{ prefix: 'AtDeployment' }] } }, false],
    [{ detail: { Type: [{ 'anything-but': 'OnDeploymentStart' }] } }, false],
    [{ detail: { Type: [{ 'anything-but': ['OnDeploymentStep'] }] } }, true],
    [{ detail: { Type: [{ 'anything-but': { prefix: 'On' } }] } }, false],
    [{ detail: { Missing: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { Missing: [{ exists: false }], Type: [{ exists: true }] } }, true],
    [{ detail: { Type: [{ exists: false }] } }, false],
    [{ missing: { deeper: ['x'] } }, false],
  ])('matches by value, prefix, anything-but and exists: %j is %s', (pattern, expected) => {
    expect(eventMatcher(pattern)(EVENT)).toBe(expected);
  });

  it('matches every event that has its own scalar members', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minKeys: 1 }),
        (event) => {
          const pattern = Object.fromEntries(Object.entries(event).map(([name, value]) => [name, [value]]));
          expect(eventMatcher(pattern)({ ...event, more: 1 })).toBe(true);
        },
      ),
    );
  });

  it.each([
    [{ detail: { size: [{ numeric: ['>', 1] }] } }, /size.*numeric.*known are/],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, /source.*suffix/],
    [{ source: [{ 'anything-but': { suffix: 'b' } }] }, /source.*suffix/],
    [{ source: 'aws.appconfig' }, /source of the pattern is "aws.appconfig"/],
    [{}, /at least one member/],
  ])('names what it does not understand: %j', (pattern, message) => {
    expect(() => eventMatcher(pattern)).toThrow(message);
  });
});
