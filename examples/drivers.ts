import type { AddressInfo } from 'node:net';

/** What an example says of one question. */
export interface Answered {
  readonly user: string;
  /** The model whose answer it is. */
  readonly model: string;
  readonly role?: string | undefined;
  readonly text: string;
}

type Ask = (user: string, question: string) => Promise<Omit<Answered, 'user'>>;

/** How each example is asked; it is loaded only then. */
export const EXAMPLES: Readonly<Record<string, () => Promise<Ask>>> = {
  async 'own-lambda'() {
    const { handler } = await import('./own-lambda.ts');
    return (user_id, question) => handler({ user_id, question });
  },
  async 'http-service'() {
    const { server } = await import('./http-service.ts');
    await new Promise<void>((resolve) => void server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const post = async (path: string, body: object) => {
      const request = { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, request);
      if (!response.ok) throw new Error(`the service answered ${response.status}`);
      return (await response.json()) as Omit<Answered, 'user'>;
    };
    return async (user_id, question) => {
      const answer = await post('/ask', { user_id, question });
      await post('/rate', { user_id, helpful: true });
      return answer;
    };
  },
  'vercel-ai-sdk': async () => (await import('./vercel-ai-sdk.ts')).ask,
  langchain: async () => (await import('./langchain.ts')).ask,
};

/** Names of the examples. */
export const NAMES = Object.keys(EXAMPLES);

/** Users who ask, one after another. */
export const USERS = ['u-9', 'u-10', 'u-11', 'u-12', 'u-13', 'u-14', 'u-15', 'u-16'];
