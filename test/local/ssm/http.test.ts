import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { ssmHandler } from '../../../local/ssm/http.ts';
import { Ssm } from '../../../local/ssm/ssm.ts';
import { connect } from '../../helpers/loopback-client.ts';

const NAME = '/cdk-bootstrap/hnb659fds/version';

async function client(): Promise<SSMClient> {
  return (await connect(SSMClient, ssmHandler(new Ssm({ [NAME]: '30' })))).client;
}

describe('SSM over HTTP', () => {
  it('tells a parameter by its name', async () => {
    const ssm = await client();
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: NAME, WithDecryption: true }));
    expect(Parameter).toMatchObject({ Name: NAME, Value: '30', Type: 'String' });
  });

  it('knows no parameter but those it was given', async () => {
    const ssm = await client();
    for (const Name of ['/other', 'constructor']) {
      await expect(ssm.send(new GetParameterCommand({ Name }))).rejects.toMatchObject({
        name: 'ParameterNotFound',
      });
    }
  });

  it('tells several at once, and which of them there are not', async () => {
    const ssm = await client();
    const { Parameters, InvalidParameters } = await ssm.send(
      new GetParametersCommand({ Names: ['/other', NAME] }),
    );
    expect(Parameters?.map(({ Value }) => Value)).toEqual(['30']);
    expect(InvalidParameters).toEqual(['/other']);
  });

  it('names an operation that is not modelled', async () => {
    const ssm = await client();
    const command = new PutParameterCommand({ Name: NAME, Value: '31' });
    await expect(ssm.send(command)).rejects.toThrow('PutParameter');
  });
});
