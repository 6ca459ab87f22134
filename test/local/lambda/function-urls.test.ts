import { describe, expect, it, onTestFinished } from 'vitest';
import { serveLoopback } from '../../../local/http/loopback-server.ts';
import { lambdaHandler } from '../../../local/lambda/http.ts';
import { type FunctionParts, LambdaScene } from './builders.ts';

interface Addressed {
  readonly scene: LambdaScene;
  /** With a slash at the end. */
  readonly address: string;
}

/** A function with an address on a server. */
async function anAddress(parts?: FunctionParts, authType = 'NONE'): Promise<Addressed> {
  let url = '';
  const scene = new LambdaScene({ endpointUrl: () => url });
  const server = await serveLoopback(lambdaHandler(scene.functions, scene.clock));
  onTestFinished(() => server.close());
  url = server.url;
  return { scene, address: scene.functions.createUrl(scene.has(parts), authType) };
}

describe('a function at its address', () => {
  it('gets a request as an event of format 2.0', async () => {
    const { scene, address } = await anAddress();
    const response = await fetch(`${address}chat/a%20b?q=1&q=2&r=x`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-User': 'u1', Cookie: 'a=1; b=2' },
      body: '{"say":"hi"}',
    });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({
      version: '2.0',
      rawPath: '/chat/a%20b',
      rawQueryString: 'q=1&q=2&r=x',
      queryStringParameters: { q: '1,2', r: 'x' },
      cookies: ['a=1', 'b=2'],
      headers: { 'content-type': 'application/json', 'x-user': 'u1' },
      requestContext: {
        http: { method: 'POST', path: '/chat/a%20b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        timeEpoch: scene.clock.now(),
      },
      body: '{"say":"hi"}',
      isBase64Encoded: false,
    });
  });

  it('gets what is not text in base64, and no body for none', async () => {
    const { address } = await anAddress();
    const post = await fetch(address, { method: 'POST', body: new Uint8Array([0, 255]) });
    expect(await post.json()).toMatchObject({ body: 'AP8=', isBase64Encoded: true, rawPath: '/' });
    const get = (await (await fetch(address)).json()) as object;
    expect(get).not.toHaveProperty('body');
    expect(get).toMatchObject({ isBase64Encoded: false });
  });

  it('answers with status, headers and body of its choice', async () => {
    const { address } = await anAddress({
      body: 'return { statusCode: 418, headers: { "X-Pot": "tea" }, body: "AP8=", isBase64Encoded: true };',
    });
    const response = await fetch(address);
    expect(response.status).toBe(418);
    expect(response.headers.get('x-pot')).toBe('tea');
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255]);
  });

  it.each([
    ['an object', 'return { a: 1 };', '{"a":1}'],
    ['a string', 'return "hello";', 'hello'],
    ['nothing', 'return;', 'null'],
  ])('answers with %s as the body of a success', async (_, body, text) => {
    const { address } = await anAddress({ body });
    const response = await fetch(address);
    expect([response.status, await response.text()]).toEqual([200, text]);
  });

  it.each([
    ['throws', 'throw new Error("secret");'],
    ['ends', 'process.exit(1);'],
    ['answers with what is no status', 'return { statusCode: "soon" };'],
  ])('is a bad gateway when it %s, and keeps to itself why', async (_, body) => {
    const { address } = await anAddress({ body });
    const response = await fetch(address);
    expect([response.status, await response.text()]).toEqual([502, 'Internal Server Error']);
  });

  it('lets nobody in without a signature where it wants one', async () => {
    const { address } = await anAddress({}, 'AWS_IAM');
    const refused = await fetch(address);
    expect([refused.status, await refused.json()]).toEqual([403, { Message: 'Forbidden' }]);
    const headers = {
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20310505/us-east-1/lambda/aws4_request',
    };
    expect((await fetch(address, { headers })).status).toBe(200);
    expect((await fetch(`${address}?X-Amz-Signature=00`)).status).toBe(200);
  });

  it('has one address, the same while it exists', async () => {
    const { scene, address } = await anAddress();
    expect(() => scene.functions.createUrl('greeter', 'NONE')).toThrow(/got a second URL for greeter/);
    expect(scene.functions.updateUrl('greeter', 'AWS_IAM')).toBe(address);
    expect((await fetch(address)).status).toBe(403);
    expect(scene.functions.urlOf('greeter')).toBe(address);
    scene.functions.deleteUrl('greeter');
    expect(scene.functions.urlOf('greeter')).toBeUndefined();
    expect((await fetch(address)).status).toBe(404);
    expect(() => scene.functions.updateUrl('greeter', 'NONE')).toThrow('greeter has no URL');
    expect(() => scene.functions.createUrl('greeter', 'all')).toThrow('got AuthType all');
  });

  it('is throttled as everywhere', async () => {
    const { scene, address } = await anAddress();
    scene.functions.putConcurrency('greeter', 0);
    expect((await fetch(address)).status).toBe(429);
  });

  it('is known by the name of the function, where there is one', async () => {
    const { scene, address } = await anAddress();
    expect(scene.functions.urlOf('greeter')).toBe(address);
    scene.functions.deleteUrl('greeter');
    expect(scene.functions.urlOf('greeter')).toBeUndefined();
  });
});
