import type {
  CreateHostedConfigurationVersionRequest,
  DeleteHostedConfigurationVersionRequest,
  GetHostedConfigurationVersionRequest,
  HostedConfigurationVersion,
  HostedConfigurationVersions,
  ListHostedConfigurationVersionsRequest,
} from '@aws-sdk/client-appconfig';
import { badRequest, conflict, notFound, payloadTooLarge } from './errors.ts';
import { given, named, required } from './input.ts';
import { pageOf } from './page.ts';
import type { ProfileRecord } from './profiles.ts';

export type HostedVersionRecord = HostedConfigurationVersion & {
  readonly VersionNumber: number;
  readonly Content: Uint8Array;
  readonly ContentType: string;
};

const LARGEST_CONTENT_BYTES = 2048 * 1024;

/** Versions of one profile in AppConfig's own store; numbers start at 1 and are never given twice. */
export class HostedVersions {
  readonly #versions = new Map<string, Map<number, HostedVersionRecord>>();
  readonly #latest = new Map<string, number>();

  /**
   * Checks a new version without storing it: it is stored by {@link add}, once the extensions had their say.
   * Throws `ConflictException` for an outdated `LatestVersionNumber` or a label in use, `PayloadTooLargeException`.
   */
  draft(profile: ProfileRecord, input: CreateHostedConfigurationVersionRequest): HostedVersionRecord {
    const { LatestVersionNumber, VersionLabel, Description } = input;
    for (const member of ['Description', 'VersionLabel', 'ContentType'] as const) {
      checkAscii(member, input[member] ?? '');
    }
    const latest = this.#latest.get(profile.Id) ?? 0;
    if (LatestVersionNumber !== undefined && LatestVersionNumber !== latest) {
      throw conflict(`LatestVersionNumber is ${LatestVersionNumber}, the latest version is ${latest}`);
    }
    if (VersionLabel !== undefined) this.#checkLabel(profile, VersionLabel);
    return {
      ApplicationId: profile.ApplicationId,
      ConfigurationProfileId: profile.Id,
      VersionNumber: latest + 1,
      Content: checkedContent(required(input.Content, 'Content')),
      ContentType: required(input.ContentType, 'ContentType'),
      ...given({ VersionLabel, Description }),
    };
  }

  /** Throws `ConflictException` when another version took the number since {@link draft}. */
  add(profile: ProfileRecord, version: HostedVersionRecord): void {
    if (version.VersionNumber !== this.latestNumber(profile) + 1) {
      throw conflict(`version ${version.VersionNumber} was made by somebody else in the meantime; try again`);
    }
    checkedContent(version.Content);
    this.#of(profile.Id).set(version.VersionNumber, version);
    this.#latest.set(profile.Id, version.VersionNumber);
  }

  /** The number of the newest version ever made; 0 = none. */
  latestNumber(profile: ProfileRecord): number {
    return this.#latest.get(profile.Id) ?? 0;
  }

  get({ ConfigurationProfileId, VersionNumber }: GetHostedConfigurationVersionRequest): HostedVersionRecord {
    const number = required(VersionNumber, 'VersionNumber');
    const version = this.#of(required(ConfigurationProfileId, 'ConfigurationProfileId')).get(number);
    if (version === undefined) throw notFound('HostedConfigurationVersion', String(number));
    return version;
  }

  /** By number, or by label: a label holds a character that is no digit. */
  resolve(profile: ProfileRecord, numberOrLabel: string): HostedVersionRecord {
    const version = /^\d+$/.test(numberOrLabel)
      ? this.#of(profile.Id).get(Number(numberOrLabel))
      : this.all(profile).find(({ VersionLabel }) => VersionLabel === numberOrLabel);
    if (version === undefined) throw notFound('HostedConfigurationVersion', numberOrLabel);
    return version;
  }

  all(profile: { readonly Id: string }): HostedVersionRecord[] {
    return [...this.#of(profile.Id).values()];
  }

  /** Newest first; `VersionLabel` filters by the whole label, or by a prefix when it ends with `*`. */
  list(profile: ProfileRecord, input: ListHostedConfigurationVersionsRequest): HostedConfigurationVersions {
    const summaries = this.all(profile)
      .filter(({ VersionLabel }) => labelMatches(VersionLabel, input.VersionLabel))
      .map(({ Content: _, ...summary }) => summary)
      .reverse();
    return pageOf(summaries, input);
  }

  delete(input: DeleteHostedConfigurationVersionRequest): void {
    const { VersionNumber } = this.get(input);
    this.#of(required(input.ConfigurationProfileId, 'ConfigurationProfileId')).delete(VersionNumber);
  }

  #of(profileId: string): Map<number, HostedVersionRecord> {
    const versions = this.#versions.get(profileId) ?? new Map<number, HostedVersionRecord>();
    this.#versions.set(profileId, versions);
    return versions;
  }

  #checkLabel(profile: ProfileRecord, label: string): void {
    if (/^\d*$/.test(named(label, 'VersionLabel'))) {
      throw badRequest(`VersionLabel is ${label}, allowed is a text with a character that is no digit`);
    }
    if (this.all(profile).some(({ VersionLabel }) => VersionLabel === label)) {
      throw conflict(`VersionLabel ${label} is in use; choose another`);
    }
  }
}

function checkedContent(content: Uint8Array): Uint8Array {
  if (content.length > LARGEST_CONTENT_BYTES) throw payloadTooLarge(content.length, LARGEST_CONTENT_BYTES);
  return content;
}

// These members travel in HTTP headers.
function checkAscii(member: string, text: string): void {
  if (!/^[\x20-\x7e]*$/.test(text)) throw badRequest(`${member} is allowed printable ASCII characters only`);
}

function labelMatches(label: string | undefined, filter: string | undefined): boolean {
  if (filter === undefined) return true;
  if (label === undefined) return false;
  return filter.endsWith('*') ? label.startsWith(filter.slice(0, -1)) : label === filter;
}
