import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { stsHandler } from '../../../local/sts/http.ts';
import { Sts } from '../../../local/sts/sts.ts';
import { connect } from '../../helpers/loopback-client.ts';

const NOW = Date.UTC(2027, 0, 15, 10);
const HOUR_MS = 3_600_000;

async function client(): Promise<STSClient> {
  return (await connect(STSClient, stsHandler(new Sts(new VirtualClock(NOW))))).client;
}

describe('STS over HTTP', () => {
  it('tells everybody the one account', async () => {
    const sts = await client();
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/local',
    });
  });

  it('lets anybody take on any role, for longer than a deployment lasts', async () => {
    const sts = await client();
    const RoleArn = 'arn:aws:iam::123456789012:role/cdk/cdk-hnb659fds-deploy-role';
    const { Credentials, AssumedRoleUser } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }),
    );
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/cdk-hnb659fds-deploy-role/me');
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[0-9A-F]{16}$/);
    expect(Number(Credentials?.Expiration)).toBeGreaterThan(NOW + HOUR_MS);
  });

  it('refuses what is not the ARN of a role', async () => {
    const sts = await client();
    const command = new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::123456789012:user/me',
      RoleSessionName: 'me',
    });
    await expect(sts.send(command)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('names an operation that is not modelled', async () => {
    const sts = await client();
    await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toThrow('GetSessionToken');
  });
});
