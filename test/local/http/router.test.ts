import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../local/http/loopback-server.ts';
import { type Route, routed } from '../../../local/http/router.ts';

function request(method: string, path: string): HttpRequest {
  return { method, path, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) };
}

const routes: Route[] = [
  ['GET', '/things/{Id}', ({ params }) => ({ status: 200, body: `one ${params.Id}` })],
  ['GET', '/things', () => ({ status: 200, body: 'all' })],
  [
    'GET',
    '/things/{Id}/parts/{Part}',
    ({ params }) => ({ status: 200, body: `${params.Id}:${params.Part}` }),
  ],
];

describe('a router', () => {
  it.each([
    ['/things', 'all'],
    ['/things/7', 'one 7'],
    ['/things/a%2Fb%20c', 'one a/b c'],
    ['/things/7/parts/8', '7:8'],
  ])('finds the route of %s and decodes what the path holds', async (path, body) => {
    expect(await routed(routes)(request('GET', path))).toEqual({ status: 200, body });
  });

  it.each([
    ['POST', '/things'],
    ['GET', '/things/7/parts'],
    ['GET', '/'],
  ])('names the operation it does not have: %s %s', (method, path) => {
    expect(() => routed(routes)(request(method, path))).toThrow(
      expect.objectContaining({ name: 'UnknownOperationException', message: expect.stringContaining(path) }),
    );
  });
});
