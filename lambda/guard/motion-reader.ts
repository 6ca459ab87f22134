import type {
  GetHostedConfigurationVersionRequest,
  HostedConfigurationVersion,
} from '@aws-sdk/client-appconfig';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { decodeText } from '../flags/store-options.ts';
import { type Motion, motionOf } from './motion.ts';
import type { Place } from './place.ts';

/** What a version compares: `nothing`, or `unknown` when it is deleted or no flag document. */
export type Compared = Motion | 'nothing' | 'unknown';

/** What is read of AppConfig. */
export interface VersionReader {
  getHostedConfigurationVersion(
    input: GetHostedConfigurationVersionRequest,
    signal: AbortSignal,
  ): Promise<Pick<HostedConfigurationVersion, 'Content'>>;
}

/** A hosted version of a profile. */
export interface VersionKey extends Omit<Place, 'environmentId'> {
  /** Its number, as deployments spell it. */
  readonly version: string;
}

/** Reads what versions compare, each once in the life of the instance: a version never changes. */
export class MotionReader {
  readonly #reader: VersionReader;
  readonly #known = new Map<string, Compared>();

  constructor(reader: VersionReader) {
    this.#reader = reader;
  }

  /** Rejects when AppConfig cannot be reached. */
  async read({ applicationId, profileId, version }: VersionKey, signal: AbortSignal): Promise<Compared> {
    const key = `${applicationId}/${profileId}/${version}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const input = {
      ApplicationId: applicationId,
      ConfigurationProfileId: profileId,
      VersionNumber: Number(version),
    };
    const compared = await this.#reader
      .getHostedConfigurationVersion(input, signal)
      .then(({ Content }) => comparedIn(Content), unknownIfDeleted);
    this.#known.set(key, compared);
    return compared;
  }
}

function comparedIn(content: Uint8Array | undefined): Compared {
  try {
    const parsed = parseFlagDocumentText(decodeText(content ?? new Uint8Array()));
    return parsed.ok ? (motionOf(parsed.value) ?? 'nothing') : 'unknown';
  } catch {
    return 'unknown';
  }
}

/** Readers give AppConfig's error itself or as the cause of their own. */
function unknownIfDeleted(error: unknown): Compared {
  const { name, cause } = Object(error) as Error;
  if ([name, Object(cause).name].includes('ResourceNotFoundException')) return 'unknown';
  throw error;
}
