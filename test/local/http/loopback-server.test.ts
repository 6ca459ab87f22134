import { afterEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, serveLoopback } from '../../../local/http/loopback-server.ts';

let server: LoopbackServer;

afterEach(() => server.close());

describe('the loopback server', () => {
  it('sets idle connections no limit, which a client could miss by a moment and be reset', async () => {
    server = await serveLoopback(() => ({ status: 200 }));
    const { headers } = await fetch(server.url);
    expect(headers.get('connection')).toBe('keep-alive');
    expect(headers.get('keep-alive')).toBeNull();
  });
});
