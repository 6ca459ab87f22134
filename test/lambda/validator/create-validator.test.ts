import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { afterEach, describe, expect, it } from 'vitest';
import { AppConfigDeployedDocuments } from '../../../lambda/validator/appconfig-deployed-documents.ts';
import { createValidator, type Validator } from '../../../lambda/validator/create-validator.ts';
import type { HttpHandler } from '../../../local/http/loopback-server.ts';
import { ServiceError } from '../../../local/http/service-error.ts';
import { connect } from '../../helpers/loopback-client.ts';

function flags(values: Readonly<Record<string, string>>): string {
  const list = Object.entries(values).map(([flag, value]) => ({ flag, default: value, permanent: true }));
  return JSON.stringify({ version: 1, flags: list });
}

function event(content: string | Uint8Array): object {
  return {
    applicationId: 'app1',
    configurationProfileId: 'prof1',
    configurationVersion: '2',
    content: Buffer.from(content).toString('base64'),
    uri: 'hosted',
  };
}

const NOW = Date.parse('2026-07-01');

/** A flag whose clean-up date passed the day before, with a share of users on another value. */
function overdue(percentage: number): string {
  const rules = [{ name: 'canary', condition: { rollout_percentage: percentage }, value: 'b' }];
  return JSON.stringify({ flag: 'model', default: 'a', cleanup_by: '2026-06-30', owner: 'ml', rules });
}

const DEPLOYED = flags({ model: 'a', prompt: 'v1', depth: 'x' });

describe('flag document validator over the AppConfig data plane', () => {
  const sessions: unknown[] = [];
  afterEach(() => {
    sessions.length = 0;
  });

  async function aValidator(configuration: HttpHandler): Promise<Validator> {
    const { client } = await connect(AppConfigDataClient, (request) => {
      if (request.path !== '/configurationsessions') return configuration(request);
      sessions.push(JSON.parse(request.body.toString()));
      return { status: 201, body: '{"InitialConfigurationToken":"t"}' };
    });
    return createValidator({
      environmentId: 'env1',
      deployed: new AppConfigDeployedDocuments(client),
      clock: { now: () => NOW },
    });
  }

  function deployed(content: string): HttpHandler {
    return () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: content });
  }

  function failing(name: string, status: number): HttpHandler {
    return () => {
      throw new ServiceError(name, status, 'why');
    };
  }

  it('accepts one changed flag, and compares in the environment it is for', async () => {
    const validate = await aValidator(deployed(DEPLOYED));
    await expect(validate(event(flags({ model: 'b', prompt: 'v1', depth: 'x' })))).resolves.toBeUndefined();
    expect(sessions).toEqual([
      {
        ApplicationIdentifier: 'app1',
        EnvironmentIdentifier: 'env1',
        ConfigurationProfileIdentifier: 'prof1',
      },
    ]);
  });

  it('refuses two changed flags, naming them and what to do', async () => {
    const validate = await aValidator(deployed(DEPLOYED));
    const refusal = validate(event(flags({ model: 'b', prompt: 'v2', depth: 'x' })));
    await expect(refusal).rejects.toThrow(/\n\/flags: .*model, prompt.*; allowed: .*; fix: /);
  });

  it('takes the event in either spelling AWS has documented', async () => {
    const validate = await aValidator(deployed(DEPLOYED));
    const content = Buffer.from(flags({ model: 'b', prompt: 'v2', depth: 'x' })).toString('base64');
    const pascal = { ApplicationId: 'app1', ConfigurationProfileId: 'prof1', Content: content };
    await expect(validate(pascal)).rejects.toThrow('model, prompt');
  });

  it('refuses a broken document with every issue on a line of its own, without asking AppConfig', async () => {
    const validate = await aValidator(deployed(DEPLOYED));
    const broken = { version: 1, flags: [{ flag: 'Bad Name', default: null, permanent: true, colour: 1 }] };
    const error: Error = await validate(event(JSON.stringify(broken))).then(
      () => new Error('accepted'),
      (reason) => reason,
    );
    const [head, ...lines] = error.message.split('\n');
    expect(head).toContain('nothing was changed');
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) expect(line).toMatch(/^\/flags\/0\/\w+: .+; allowed: .+; fix: .+/);
    expect(error.name).toBe('document-refused');
    expect(sessions).toEqual([]);
  });

  it.each(['', '{', 'null', '[]', '\u0000'])('refuses %j', async (content) => {
    const validate = await aValidator(deployed(DEPLOYED));
    await expect(validate(event(content))).rejects.toMatchObject({ code: 'document-refused', fault: 'user' });
  });

  it('refuses bytes that are no UTF-8, as the readers of the document do', async () => {
    const validate = await aValidator(deployed(DEPLOYED));
    const broken = Buffer.from(DEPLOYED);
    broken[broken.indexOf('"a"') + 1] = 0xff;
    await expect(validate(event(broken))).rejects.toMatchObject({ code: 'document-refused' });
  });

  it('reads past a byte order mark on either side, as the readers of the document do', async () => {
    const validate = await aValidator(deployed(`\uFEFF${DEPLOYED}`));
    const next = (prompt: string) => event(`\uFEFF${flags({ model: 'b', prompt, depth: 'x' })}`);
    await expect(validate(next('v1'))).resolves.toBeUndefined();
    await expect(validate(next('v2'))).rejects.toThrow('model, prompt');
  });

  it('checks only the document itself while nothing has been deployed', async () => {
    const validate = await aValidator(failing('ResourceNotFoundException', 404));
    await expect(validate(event(DEPLOYED))).resolves.toBeUndefined();
  });

  it('lets a good document replace a broken one', async () => {
    const validate = await aValidator(deployed('{"flags":"broken"}'));
    await expect(validate(event(DEPLOYED))).resolves.toBeUndefined();
  });

  it('lets a good document replace a broken one also where a flag of it is past its clean-up date', async () => {
    const validate = await aValidator(deployed('{"flags":"broken"}'));
    await expect(validate(event(overdue(5)))).resolves.toBeUndefined();
  });

  it('refuses to grow a flag past its clean-up date, naming flag, owner, day and what to do', async () => {
    const validate = await aValidator(deployed(overdue(5)));
    await expect(validate(event(overdue(10)))).rejects.toThrow(
      /\n\/cleanup_by: flag model \(owner ml\) .*one day ago \(found "2026-06-30"\); allowed: .*; fix: remove/,
    );
  });

  it('refuses a flag past its clean-up date while nothing has been deployed', async () => {
    const validate = await aValidator(failing('ResourceNotFoundException', 404));
    await expect(validate(event(overdue(5)))).rejects.toMatchObject({ code: 'document-refused' });
  });

  it('lets a flag past its clean-up date be killed, turned down, disabled and left alone', async () => {
    const validate = await aValidator(deployed(overdue(5)));
    const flag = JSON.parse(overdue(5));
    const texts = [
      overdue(5),
      overdue(1),
      ...[{ killed: ['b'] }, { disabled: true }].map((change) => JSON.stringify({ ...flag, ...change })),
    ];
    for (const text of texts) await expect(validate(event(text))).resolves.toBeUndefined();
  });

  it('refuses when it cannot tell what is deployed, and says that nothing happened', async () => {
    const validate = await aValidator(failing('InternalServerException', 500));
    const error = validate(event(DEPLOYED));
    await expect(error).rejects.toMatchObject({ code: 'deployed-version-unreadable', fault: 'dependency' });
    await expect(error).rejects.toThrow('nothing was changed, try again');
  });

  it('refuses an event that AppConfig did not send', async () => {
    const validate = await aValidator(deployed(DEPLOYED));
    for (const odd of [undefined, {}, { content: 1 }]) {
      await expect(validate(odd)).rejects.toThrow('applicationId');
    }
  });
});
