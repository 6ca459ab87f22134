/** A whole answer of the agent. Header names are in lower case. */
export interface AgentAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * What a caller of the agent experiences: an answer, an answer that breaks off (`headers` promise more than `body`
 * holds), a refused connection, or silence until the caller gives up.
 */
export type AgentReply =
  | AgentAnswer
  | (Omit<AgentAnswer, 'kind'> & { readonly kind: 'cut' })
  | { readonly kind: 'refused' }
  | { readonly kind: 'hang' };

/** How an agent can be broken itself; `error` = status 500, `garbage` = status 200 with bytes that are no document. */
export const AGENT_FAULTS = ['refused', 'hang', 'error', 'garbage', 'half-body'] as const;

export type AgentFault = (typeof AGENT_FAULTS)[number];

/** How the way from the agent to AppConfig can be broken; a poll that fails leaves the cache as it is. */
export type Reach = 'up' | 'refused' | 'timeout' | 'error';

/** What the agent answers with nothing cached while AppConfig is out of reach. */
export const UNREACHED: Readonly<Record<Exclude<Reach, 'up'>, AgentAnswer>> = {
  refused: errorAnswer(502, 'BadGatewayException: AppConfig refused the connection'),
  timeout: errorAnswer(504, 'GatewayTimeoutException: AppConfig did not answer in time'),
  error: errorAnswer(500, 'InternalServerException: AppConfig failed'),
};

/** An error of the agent: its message as plain text. */
export function errorAnswer(status: number, message: string): AgentAnswer {
  return { kind: 'answer', status, headers: { 'content-type': 'text/plain' }, body: Buffer.from(message) };
}

/** What a caller sees of `answer` when the agent is broken. */
export function broken(answer: () => AgentAnswer, fault: AgentFault): AgentReply {
  switch (fault) {
    case 'refused':
    case 'hang':
      return { kind: fault };
    case 'error':
      return errorAnswer(500, 'InternalServerException: the agent failed');
    case 'garbage':
      return { ...answer(), status: 200, body: Buffer.from('\u0000<not a document>') };
    case 'half-body': {
      const whole = answer();
      const headers = { ...whole.headers, 'content-length': String(whole.body.length) };
      return { ...whole, kind: 'cut', headers, body: whole.body.subarray(0, whole.body.length >> 1) };
    }
  }
}
