import { ACCOUNT } from '../account.ts';

/** Amazon resource names of one account and Region. */
export class Arns {
  readonly #prefix = `arn:aws:appconfig:${ACCOUNT.region}:${ACCOUNT.id}`;

  application(applicationId: string): string {
    return `${this.#prefix}:application/${applicationId}`;
  }

  environment(applicationId: string, environmentId: string): string {
    return `${this.application(applicationId)}/environment/${environmentId}`;
  }

  profile(applicationId: string, profileId: string): string {
    return `${this.application(applicationId)}/configurationprofile/${profileId}`;
  }

  extension(extensionId: string, version: number): string {
    return `${this.#prefix}:extension/${extensionId}/${version}`;
  }

  association(associationId: string): string {
    return `${this.#prefix}:extensionassociation/${associationId}`;
  }
}
