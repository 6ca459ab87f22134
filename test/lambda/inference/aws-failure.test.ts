import { describe, expect, it } from 'vitest';
import { callAws } from '../../../lambda/inference/aws-failure.ts';

function anError(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error('detail'), { name, $metadata: { httpStatusCode } });
}

/** A call that fails with each error in turn and then gives the number of calls. */
function failingWith(...errors: readonly Error[]) {
  const calls: AbortSignal[] = [];
  const call = async (signal: AbortSignal): Promise<number> => {
    const error = errors[calls.push(signal) - 1];
    if (error !== undefined) throw error;
    return calls.length;
  };
  return { calls, call };
}

describe('a call to AWS', () => {
  it('is made once more, within the same limit, when the connection had gone stale', async () => {
    const { call, calls } = failingWith(anError('Error'));
    expect(await callAws(5000, call)).toBe(2);
    expect(calls[1]).toBe(calls[0]);
  });

  it('fails when the second connection fails as well', async () => {
    const { call, calls } = failingWith(anError('Error'), anError('Error'), anError('Error'));
    await expect(callAws(5000, call)).rejects.toMatchObject({ kind: 'error' });
    expect(calls).toHaveLength(2);
  });

  it('is not repeated when the service answered, whatever it answered', async () => {
    for (const status of [400, 408, 424, 429, 500, 503]) {
      const { call, calls } = failingWith(anError('SomeException', status));
      await expect(callAws(5000, call)).rejects.toMatchObject({ reason: 'SomeException' });
      expect(calls).toHaveLength(1);
    }
  });

  it('is a time-out once the limit is over, however the call then fails', async () => {
    const call = (signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(anError('Error')));
      });
    await expect(callAws(10, call)).rejects.toMatchObject({ kind: 'timeout' });
  });
});
