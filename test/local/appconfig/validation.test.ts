import { describe, expect, it } from 'vitest';
import { awsError, Scene } from './scene.ts';

const CHECK = 'arn:aws:lambda:us-east-1:123456789012:function:check';
const lambda = { Type: 'LAMBDA' as const, Content: CHECK };

function schema(definition: object) {
  return { Type: 'JSON_SCHEMA' as const, Content: JSON.stringify(definition) };
}

describe('a Lambda validator', () => {
  it('is given the configuration with its ids, and lets it pass by returning', async () => {
    const scene = new Scene({ validators: [lambda] });
    await scene.deploy({ flag: true });
    expect(scene.functions.calls).toEqual([
      {
        arn: CHECK,
        payload: {
          applicationId: scene.applicationId,
          configurationProfileId: scene.profileId,
          configurationVersion: '1',
          content: Buffer.from('{"flag":true}').toString('base64'),
          uri: 'hosted',
        },
      },
    ]);
    expect(scene.deployment().State).toBe('DEPLOYING');
  });

  it('refuses the deployment by throwing, and its words reach the caller', async () => {
    const scene = new Scene({ validators: [lambda] });
    scene.functions.on(CHECK, () => {
      throw new Error('two flags changed');
    });
    await expect(scene.deploy({})).rejects.toMatchObject({
      ...{ name: 'BadRequestException', status: 400, message: expect.stringContaining('two flags changed') },
      members: { Reason: 'InvalidConfiguration' },
    });
    expect(scene.engine.listDeployments(scene.environment).Items).toEqual([]);
    expect(scene.environmentState()).toBe('READY_FOR_DEPLOYMENT');
  });
});

describe('a JSON Schema validator', () => {
  it('refuses with every error at once, where it is and by which keyword', async () => {
    const scene = new Scene({
      validators: [schema({ required: ['a'], properties: { b: { type: 'number' } } })],
    });
    await expect(scene.deploy({ b: 'text' })).rejects.toMatchObject({
      members: {
        Details: {
          InvalidConfiguration: expect.arrayContaining([
            expect.objectContaining({ Constraint: 'required', Reason: expect.stringContaining("'a'") }),
            expect.objectContaining({ Constraint: 'type', Location: '#/properties/b/type' }),
          ]),
        },
      },
    });
  });

  it('reads draft-04, where an exclusive bound is a flag beside the bound', async () => {
    const scene = new Scene({ validators: [schema({ minimum: 0, exclusiveMinimum: true })] });
    await expect(scene.deploy(0)).rejects.toEqual(awsError('BadRequestException'));
    await expect(scene.deploy(0.5)).resolves.toMatchObject({ State: 'DEPLOYING' });
  });

  it('refuses content that is no JSON', async () => {
    const scene = new Scene({ validators: [schema({})] });
    const version = await scene.engine.createHostedConfigurationVersion({
      ...{ ...scene.profile, ContentType: 'text/plain', Content: Buffer.from('flags: none') },
    });
    const started = scene.start(String(version.VersionNumber));
    await expect(started).rejects.toEqual(awsError('BadRequestException', /not JSON/));
  });

  it('is refused itself when it is no schema', () => {
    expect(() => new Scene({ validators: [schema({ type: 'nonsense' })] })).toThrow(
      awsError('BadRequestException', /draft-04/),
    );
  });
});

describe('several validators', () => {
  it('are all asked, and all heard', async () => {
    const scene = new Scene({ validators: [schema({ type: 'object' }), lambda] });
    scene.functions.on(CHECK, () => {
      throw new Error('unknown model');
    });
    await expect(scene.deploy('text')).rejects.toEqual(
      awsError('BadRequestException', /must be object.*unknown model/),
    );
  });

  it('are run by ValidateConfiguration without a deployment', async () => {
    const scene = new Scene({ validators: [schema({ type: 'object' })] });
    for (const content of ['text', {}]) await scene.version(content);
    const validate = (ConfigurationVersion: string) =>
      scene.engine.validateConfiguration({ ...scene.profile, ConfigurationVersion });
    await expect(validate('1')).rejects.toEqual(awsError('BadRequestException'));
    await expect(validate('2')).resolves.toBeUndefined();
  });

  it('may be no more than two', () => {
    expect(() => new Scene({ validators: [lambda, lambda, lambda] })).toThrow(
      awsError('BadRequestException', /at most 2/),
    );
  });
});
