import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { byService } from '../../../local/http/by-service.ts';
import type { HttpHandler } from '../../../local/http/loopback-server.ts';
import { ssmHandler } from '../../../local/ssm/http.ts';
import { Ssm } from '../../../local/ssm/ssm.ts';
import { connect } from '../../helpers/loopback-client.ts';

const services: Readonly<Record<string, HttpHandler>> = { ssm: ssmHandler(new Ssm({ '/a': '1' })) };

describe('an endpoint of several services', () => {
  it('hands a request to the service that it was signed for', async () => {
    const { client } = await connect(SSMClient, byService(services));
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/a' }));
    expect(Parameter?.Value).toBe('1');
  });

  it('names service and operation of what it does not have, in the protocol of whoever asks', async () => {
    const { client: json } = await connect(CloudWatchClient, byService(services));
    await expect(json.send(new ListMetricsCommand({}))).rejects.toThrow('ListMetrics of monitoring');
    const { client: form } = await connect(STSClient, byService(services));
    await expect(form.send(new GetCallerIdentityCommand({}))).rejects.toThrow('GetCallerIdentity of sts');
    const { client: rest } = await connect(LambdaClient, byService(services));
    await expect(rest.send(new GetFunctionCommand({ FunctionName: 'f' }))).rejects.toThrow(
      'GET /2015-03-31/functions/f of lambda',
    );
  });

  it('refuses a request without a signature', async () => {
    const { server } = await connect(SSMClient, byService(services));
    expect((await fetch(server.url)).status).toBe(403);
  });
});
