import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { dated } from '../../../local/http/dated.ts';
import { type HttpHandler, type HttpRequest, serveLoopback } from '../../../local/http/loopback-server.ts';
import { ServiceError } from '../../../local/http/service-error.ts';
import { connectionTo } from '../../helpers/loopback-client.ts';

const REQUEST: HttpRequest = {
  ...{ method: 'GET', path: '/', query: new URLSearchParams(), headers: {}, body: Buffer.of() },
};
const clock = new VirtualClock(Date.UTC(2031, 6, 1, 12, 0, 5));

const ENDINGS: readonly (readonly [string, number, HttpHandler])[] = [
  ['an answer', 200, () => ({ status: 200, headers: { 'x-own': 'y' } })],
  ['the error of a service', 404, () => Promise.reject(new ServiceError('NotThere', 404, 'no'))],
  ['a fault of the endpoint', 500, () => Promise.reject(new Error('broken'))],
];

describe('the date of an answer', () => {
  it.each(ENDINGS)('is by the given clock for %s', async (_name, status, handle) => {
    const response = await dated(handle, clock, () => {})(REQUEST);
    expect(response).toMatchObject({ status, headers: { date: 'Tue, 01 Jul 2031 12:00:05 GMT' } });
  });

  it('takes the place of no other header', async () => {
    const response = await dated(
      () => ({ status: 200, headers: { 'x-own': 'y' } }),
      clock,
      () => {},
    )(REQUEST);
    expect(response.headers).toMatchObject({ 'x-own': 'y' });
  });
});

describe('an error', () => {
  it('is not tried again by the SDK, though the clock of the service is years ahead', async () => {
    let asked = 0;
    const handle: HttpHandler = () => {
      asked += 1;
      throw new ServiceError('ParameterNotFound', 400, 'no');
    };
    const server = await serveLoopback(dated(handle, clock, () => {}));
    const client = new SSMClient({ ...connectionTo(server), maxAttempts: 3 });
    await expect(client.send(new GetParameterCommand({ Name: 'x' }))).rejects.toThrow('no');
    expect(asked).toBe(1);
    client.destroy();
    await server.close();
  });
});

describe('a fault of the endpoint', () => {
  it('is told, and the error of a service is not', async () => {
    const told: unknown[] = [];
    for (const [, , handle] of ENDINGS) await dated(handle, clock, (error) => told.push(error))(REQUEST);
    expect(told).toEqual([new Error('broken')]);
  });
});
