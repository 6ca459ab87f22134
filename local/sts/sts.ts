import { createHash } from 'node:crypto';
import { HOUR_MS } from '../../lambda/clock.ts';
import { ACCOUNT } from '../account.ts';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';

/** The longest session of a role; so long that no deployment outlasts it. */
const SESSION_MS = 12 * HOUR_MS;

export interface CallerIdentity {
  readonly UserId: string;
  readonly Account: string;
  readonly Arn: string;
}

export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

export interface AssumedRole {
  readonly Credentials: Credentials;
  readonly AssumedRoleUser: { readonly AssumedRoleId: string; readonly Arn: string };
}

/** An embedded model of AWS STS: everybody is one user of the one account, and may take on any role. */
export class Sts {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  callerIdentity(): CallerIdentity {
    return {
      UserId: 'AIDALOCALLOCALLOCAL0',
      Account: ACCOUNT.id,
      Arn: `arn:aws:iam::${ACCOUNT.id}:user/local`,
    };
  }

  /** The role need not exist. Throws `ValidationError` for what is no ARN of a role, or without a session's name. */
  assumeRole(roleArn: string, sessionName: string): AssumedRole {
    const [, account, role] = /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
    if (account === undefined || role === undefined || sessionName === '') {
      throw new ServiceError(
        'ValidationError',
        400,
        `got RoleArn ${JSON.stringify(roleArn)} and RoleSessionName ${JSON.stringify(sessionName)}; give the ARN of a role and a name`,
      );
    }
    const id = createHash('sha256').update(roleArn).digest('hex').slice(0, 16).toUpperCase();
    const AssumedRoleUser = {
      AssumedRoleId: `AROA${id}:${sessionName}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${role}/${sessionName}`,
    };
    const Credentials = {
      AccessKeyId: `ASIA${id}`,
      SecretAccessKey: 'local',
      SessionToken: 'local',
      Expiration: new Date(this.#clock.now() + SESSION_MS),
    };
    return { Credentials, AssumedRoleUser };
  }
}
