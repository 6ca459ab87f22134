import { join } from 'node:path';
import type { LocalAccount } from '../../local/local-account.ts';
import type { LocalEvent } from '../../local/running/local-event.ts';
import { badArgument } from '../bad-argument.ts';
import { CliError } from '../cli-error.ts';
import type { Command, CommandContext } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { printable } from '../output/printable.ts';

/** What is told of one model, by model id or value of a catalogue. */
export type ModelOption = Readonly<Record<string, number>>;

export interface LocalVerbOptions {
  readonly port: number;
  readonly speed: number;
  /** Requests a minute to each inference function. */
  readonly traffic: number;
  /** Shares of requests that fail, 0 to 1. */
  readonly fail?: ModelOption;
  /** Median times of answers in milliseconds. */
  readonly slow?: ModelOption;
  readonly json?: boolean;
}

/** What a shell must not have set beside the variables: the SDK would take these instead. */
const UNSET = ['AWS_PROFILE', 'AWS_SESSION_TOKEN'] as const;

/** An AWS account on this machine, until Ctrl-C. */
export const local: Command<LocalVerbOptions> = async (options, context) => {
  const { io, aftermath } = context;
  const account = await start(options, context);
  aftermath.becomes('the local account is gone, with all that was deployed to it');
  tellHow(account, options, context);
  await interruptionOf(io.interrupted);
  await account.close();
  return {
    exitCode: EXIT.ok,
    data: { event: 'closed' },
    show: (screen) => screen.line('closed: the local account is gone, with all that was deployed to it'),
  };
};

async function start(options: LocalVerbOptions, context: CommandContext): Promise<LocalAccount> {
  const { port, speed, traffic } = options;
  // Here and not at the top: whoever uses another verb shall not wait for it.
  const { startLocalAccount } = await import('../../local/local-account.ts');
  try {
    return await startLocalAccount({
      ...{ port, speed, startMs: context.io.clock.now(), requestsPerMinute: traffic },
      models: modelsOf(options),
      tell: (event) => {
        // Functions that are ended with the account have not failed.
        if (!context.io.interrupted.aborted) tell(event, options, context);
      },
    });
  } catch (error) {
    throw explained(error, port);
  }
}

function modelsOf({ fail = {}, slow = {} }: LocalVerbOptions) {
  const models: Record<string, { fail?: number; latencyMs?: number }> = {};
  for (const [model, share] of Object.entries(fail)) models[model] = { fail: share };
  for (const [model, latencyMs] of Object.entries(slow)) models[model] = { ...models[model], latencyMs };
  return models;
}

function tell(
  { atMs, about, ...said }: LocalEvent,
  { json }: LocalVerbOptions,
  { io, screen }: CommandContext,
): void {
  const at = new Date(atMs).toISOString();
  if (json) io.stdout.write(`${JSON.stringify({ at, ...said, ...about })}\n`);
  else screen.paragraph(`${at.slice(11, 19)} ${printable(said.text)}`, 9, 0);
}

/** The variables as a shell takes them, each on a line of its own however long it is. */
function tellHow(
  { url }: LocalAccount,
  { json, speed }: LocalVerbOptions,
  { io, screen }: CommandContext,
): void {
  const variables = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
    // The command line of the CDK remembers accounts by access key.
    CDK_HOME: join(process.cwd(), '.local', 'cdk-home'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
  if (json) {
    io.stdout.write(`${JSON.stringify({ event: 'listening', url, speed, variables, unset: UNSET })}\n`);
    return;
  }
  screen.line(`A local account at ${url}, at ${speed} times real time. In the shell that is to use it:`);
  screen.line();
  screen.line(`  unset ${UNSET.join(' ')}`);
  for (const [name, value] of Object.entries(variables)) screen.line(`  export ${name}=${quoted(value)}`);
  screen.line();
  screen.line('Ctrl-C ends it. What happens in it, in its own time (UTC):');
}

function quoted(value: string): string {
  return /^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

function interruptionOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function explained(error: unknown, port: number): unknown {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: string };
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    return badArgument(
      `--port is ${port}, which ${code === 'EACCES' ? 'is not yours to use' : 'is taken'}; use another one, or 0 for any`,
    );
  }
  if (error instanceof RangeError) return badArgument(String(message));
  if (!/npm install/.test(String(message))) return error;
  return new CliError('package-missing', String(message), { exitCode: EXIT.usage, cause: error });
}
