import { contentHash } from './content-hash.ts';
import type { SourcedDocument } from './flag-source.ts';

/** The two calls of the AppConfig data API; `AppConfigData` of `@aws-sdk/client-appconfigdata` has them. */
export interface ConfigurationReader {
  startConfigurationSession(
    input: ConfigurationPlace,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<{ readonly InitialConfigurationToken?: string | undefined }>;
  getLatestConfiguration(
    input: { readonly ConfigurationToken: string },
    options: { readonly abortSignal: AbortSignal },
  ): Promise<LatestConfiguration>;
}

/** AppConfig ids or names. */
export interface ConfigurationPlace {
  readonly ApplicationIdentifier: string;
  readonly EnvironmentIdentifier: string;
  readonly ConfigurationProfileIdentifier: string;
  /** 15–86,400. */
  readonly RequiredMinimumPollIntervalInSeconds?: number;
}

export interface LatestConfiguration {
  readonly NextPollConfigurationToken?: string | undefined;
  readonly NextPollIntervalInSeconds?: number | undefined;
  /** Nothing, or of no length, when the session has been given the content before. */
  readonly Configuration?: Uint8Array | null | undefined;
  readonly VersionLabel?: string | undefined;
}

/** What a poll brought. */
export interface Polled {
  readonly document: SourcedDocument;
  /** The next poll has to wait this long. */
  readonly intervalMs: number;
}

/** AppConfig's own default, for an answer that names none. */
const DEFAULT_INTERVAL_S = 60;

interface OpenSession {
  /** Not sent yet. */
  readonly token: string;
  /** What this session was given last. */
  readonly document: SourcedDocument | undefined;
}

interface SdkError {
  readonly name?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly Details?: {
    readonly InvalidParameters?: Readonly<Record<string, { readonly Problem?: unknown } | undefined>>;
  };
}

/**
 * One configuration session of the AppConfig data API, started when it is needed and again when its token was refused
 * or may be spent. A token is sent once: after a call that ended without an answer nobody knows whether it was spent.
 * Polls must not overlap.
 */
export class ConfigurationSession {
  readonly #reader: ConfigurationReader;
  readonly #place: ConfigurationPlace;
  #open: OpenSession | undefined;

  constructor(reader: ConfigurationReader, place: ConfigurationPlace) {
    this.#reader = reader;
    this.#place = place;
  }

  /** Rejects with the client's own error. What is answered after `signal` was aborted changes nothing. */
  async poll(signal: AbortSignal): Promise<Polled> {
    const open = this.#open ?? (await this.#begin(signal));
    try {
      return await this.#latest(open, signal);
    } catch (error) {
      if (signal.aborted || !isRefused(error)) throw error;
    }
    return this.#latest(await this.#begin(signal), signal);
  }

  async #begin(abortSignal: AbortSignal): Promise<OpenSession> {
    const { InitialConfigurationToken: token } = await this.#reader.startConfigurationSession(this.#place, {
      abortSignal,
    });
    abortSignal.throwIfAborted();
    if (token === undefined) throw new Error('appconfig started a session and gave no token');
    return { token, document: undefined };
  }

  async #latest(open: OpenSession, abortSignal: AbortSignal): Promise<Polled> {
    this.#open = undefined;
    try {
      const input = { ConfigurationToken: open.token };
      const output = await this.#reader.getLatestConfiguration(input, { abortSignal });
      abortSignal.throwIfAborted();
      const document = documentOf(output, open.document);
      const token = output.NextPollConfigurationToken;
      this.#open = token === undefined ? undefined : { token, document };
      return { document, intervalMs: (output.NextPollIntervalInSeconds ?? DEFAULT_INTERVAL_S) * 1000 };
    } catch (error) {
      if (!abortSignal.aborted && (isTooEarly(error) || isThrottled(error))) this.#open = open;
      throw error;
    }
  }
}

function documentOf(output: LatestConfiguration, held: SourcedDocument | undefined): SourcedDocument {
  const bytes = output.Configuration ?? new Uint8Array();
  if (bytes.length === 0 && held !== undefined) return held;
  const label = output.VersionLabel ?? '';
  return { bytes, version: label === '' ? contentHash(bytes) : label };
}

/** Spent or expired: only a new session helps. */
function isRefused(error: unknown): boolean {
  return (Object(error) as SdkError).name === 'BadRequestException' && !isTooEarly(error);
}

/** Refused without the token being spent. */
function isTooEarly(error: unknown): boolean {
  const parameters = (Object(error) as SdkError).Details?.InvalidParameters ?? {};
  return Object.values(parameters).some((parameter) => parameter?.Problem === 'PollIntervalNotSatisfied');
}

/** Refused before anyone looked at the token; the SDK itself sends a throttled call again as it was. */
function isThrottled(error: unknown): boolean {
  const { name, $metadata } = Object(error) as SdkError;
  return $metadata?.httpStatusCode === 429 || name === 'ThrottlingException';
}
