/** Amazon resource names of one account and Region. */
export class Arns {
  readonly #prefix: string;

  constructor(region: string, accountId: string) {
    this.#prefix = `arn:aws:appconfig:${region}:${accountId}`;
  }

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
