import { describe, expect, it } from 'vitest';
import { failureKind, failureReason } from '../../../lambda/inference/failure-kind.ts';

function anError(members: object): Error {
  return Object.assign(new Error('detail'), members);
}

describe('the kind of a failure', () => {
  it('is told by the name of the exception', () => {
    expect(failureKind(anError({ name: 'ThrottlingException' }))).toBe('throttle');
    expect(failureKind(anError({ name: 'ModelTimeoutException' }))).toBe('timeout');
    expect(failureKind(AbortSignal.abort().reason)).toBe('timeout');
    expect(failureKind(anError({ name: 'ValidationException' }))).toBe('error');
  });

  it('is a throttle where the service answered that there are too many requests, wherever the client says so', () => {
    expect(failureKind(anError({ $metadata: { httpStatusCode: 429 } }))).toBe('throttle');
    expect(failureKind(anError({ statusCode: 429 }))).toBe('throttle');
    expect(failureKind(anError({ status: 429 }))).toBe('throttle');
    expect(failureKind(anError({ statusCode: 500 }))).toBe('error');
  });

  it('is that of the last try where a client gave up retrying, or of the cause', () => {
    const throttled = anError({ statusCode: 429 });
    expect(failureKind(anError({ name: 'AI_RetryError', lastError: throttled }))).toBe('throttle');
    expect(failureKind(new Error('wrapped', { cause: anError({ name: 'TimeoutError' }) }))).toBe('timeout');
  });

  it('is an error for whatever else is thrown, a circle of causes included', () => {
    const circle: { cause?: unknown } = {};
    circle.cause = circle;
    for (const thrown of [undefined, null, 'text', 429, new Error('x'), circle]) {
      expect(failureKind(thrown)).toBe('error');
    }
  });
});

describe('the reason of a failure', () => {
  it('is a name or a system code, never a message', () => {
    expect(failureReason(anError({ name: 'AI_RetryError' }))).toBe('AI_RetryError');
    expect(failureReason(anError({ code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
    expect(failureReason(anError({ name: `said "${'u-1 '.repeat(40)}"` }))).toMatch(/^\w{64}$/);
    expect(failureReason('text')).toBeUndefined();
  });
});
