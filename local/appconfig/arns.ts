import { ACCOUNT } from '../account.ts';

/** What an ARN below an application names. */
export interface Located {
  readonly application: string;
  readonly environment?: string;
  readonly deployment?: string;
  readonly profile?: string;
}

const LOCATED =
  /^(?<application>[^/]+)(?:\/configurationprofile\/(?<profile>[^/]+)|\/environment\/(?<environment>[^/]+)(?:\/deployment\/(?<deployment>\d+))?)?$/;

/** Amazon resource names of one account and Region. */
export class Arns {
  readonly #prefix = `arn:aws:appconfig:${ACCOUNT.region}:${ACCOUNT.id}`;

  application(applicationId: string): string {
    return `${this.#prefix}:application/${applicationId}`;
  }

  environment(applicationId: string, environmentId: string): string {
    return `${this.application(applicationId)}/environment/${environmentId}`;
  }

  deployment(applicationId: string, environmentId: string, deploymentNumber: number): string {
    return `${this.environment(applicationId, environmentId)}/deployment/${deploymentNumber}`;
  }

  profile(applicationId: string, profileId: string): string {
    return `${this.application(applicationId)}/configurationprofile/${profileId}`;
  }

  /** `undefined` for the ARN of another account, of something else, and for what is none. */
  located(arn: string): Located | undefined {
    const prefix = this.application('');
    const match = arn.startsWith(prefix) ? LOCATED.exec(arn.slice(prefix.length)) : null;
    // The named groups of the expression are the members.
    return match?.groups as unknown as Located | undefined;
  }

  extension(extensionId: string, version: number): string {
    return `${this.#prefix}:extension/${extensionId}/${version}`;
  }

  /** Of an extension that AWS has made: it belongs to no account. */
  ofAws(extensionId: string, version: number): string {
    return `arn:aws:appconfig:${ACCOUNT.region}::extension/${extensionId}/${version}`;
  }

  /** Where the account's services put their events. */
  defaultEventBus(): string {
    return `arn:aws:events:${ACCOUNT.region}:${ACCOUNT.id}:event-bus/default`;
  }

  association(associationId: string): string {
    return `${this.#prefix}:extensionassociation/${associationId}`;
  }
}
