import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkout } from './checkout.ts';
import { DeployedStage } from './deployed-stage.ts';
import { LocalEndpoint } from './local-endpoint.ts';
import { Transcript } from './transcript.ts';

/** Virtual minutes a minute, requests a virtual minute, and what fails: the candidate of the rollout, half of the time. */
const ACCOUNT = ['--speed', '60', '--traffic', '120', '--fail', 'claude-sonnet-4-6=0.5'];
const FLAGS = 'config/first-version/model-flags.json';
const HANDLER = 'lambda/inference/envelope.ts';
const NEVER = ['--require-approval', 'never'];

const directory = mkdtempSync(join(tmpdir(), 'model-rollout-deploy-'));
const checkout = new Checkout(directory);
let endpoint: LocalEndpoint;
let transcript: Transcript;
let staging: DeployedStage;
let prod: DeployedStage;

beforeAll(async () => {
  endpoint = await LocalEndpoint.start(ACCOUNT);
  transcript = new Transcript({ directory, variables: endpoint.variables });
  staging = new DeployedStage('staging', endpoint);
  prod = new DeployedStage('prod', endpoint);
});

afterAll(async () => {
  await endpoint?.stop();
  rmSync(directory, { recursive: true, force: true });
  process.stdout.write(transcript?.table() ?? '');
});

const deploy = (stage: string) => ['cdk', 'deploy', '--context', `stage=${stage}`, ...NEVER];

describe('the unmodified app and the real cdk', () => {
  it('deploy a stage and its first version', async () => {
    const { exitCode, printed } = await transcript.run(deploy('staging'), staging);
    expect(exitCode, printed.slice(-3000)).toBe(0);
    expect(await staging.status()).toBe('CREATE_COMPLETE');
    expect(await staging.deployments()).toEqual(['2 COMPLETE', '1 COMPLETE']);
  });

  it('deploy a second stage beside it', async () => {
    const { exitCode, printed } = await transcript.run(deploy('prod'), prod);
    expect(exitCode, printed.slice(-3000)).toBe(0);
    expect(await prod.status()).toBe('CREATE_COMPLETE');
  });

  it('serve users what the first version says', async () => {
    expect(await staging.models(20)).toEqual(['claude-3-haiku']);
  });

  it('find nothing to deploy a second time, and no difference', async () => {
    const again = await transcript.run(deploy('staging'), staging);
    expect(again.exitCode, again.printed).toBe(0);
    expect(again.printed).toContain('no changes');
    const diff = await transcript.run(['cdk', 'diff', '--fail', '--context', 'stage=staging'], staging);
    expect(diff.exitCode, diff.printed).toBe(0);
    expect(diff.printed).toContain('no differences');
  });

  it('change code without starting a deployment of the configuration', async () => {
    const before = await staging.codeOf('Inference');
    checkout.edit(
      HANDLER,
      "'content-type': 'application/json'",
      "'content-type': 'application/json; charset=utf-8'",
    );
    const { exitCode, printed } = await transcript.run(deploy('staging'), staging);
    expect(exitCode, printed.slice(-3000)).toBe(0);
    expect(await staging.codeOf('Inference')).not.toBe(before);
    expect(await staging.deployments()).toHaveLength(2);
  });

  it('deploy a changed first version as one deployment more', async () => {
    checkout.edit(FLAGS, '"default": 4', '"default": 5');
    const { exitCode, printed } = await transcript.run(deploy('staging'), staging);
    expect(exitCode, printed.slice(-3000)).toBe(0);
    expect(await staging.deployments()).toEqual(['3 COMPLETE', '2 COMPLETE', '1 COMPLETE']);
  });

  it('take a whole update back when the validator refuses its document', async () => {
    const before = await staging.codeOf('Inference');
    const undo = [
      checkout.edit(FLAGS, '"default": "v3"', '"default": "v2"'),
      checkout.edit(FLAGS, '"default": "text"', '"default": "json"'),
      checkout.edit(HANDLER, 'charset=utf-8', 'charset=UTF-8'),
    ];
    const { exitCode, printed } = await transcript.run(deploy('staging'), staging);
    expect(exitCode).toBe(1);
    expect(printed).toMatch(/system_prompt_version.*response_format|response_format.*system_prompt_version/s);
    expect(await staging.status()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await staging.codeOf('Inference')).toBe(before);
    expect((await staging.deployments())[0]).toBe('3 COMPLETE');
    for (const restore of undo.reverse()) restore();
  });

  it('roll a candidate out through the deployed function, and take it back since it fails', async () => {
    const rollout = ['--flag', 'inference_model', '--value', 'claude-sonnet-4-6', '--percentage', '50'];
    const started = ['model-rollout', 'start', '--env', 'staging', ...rollout, '--yes'];
    const { exitCode, printed } = await transcript.run(started, staging);
    expect(printed).toContain('everybody is served version 2 again');
    expect(exitCode).not.toBe(0);
    expect((await staging.deployments())[0]).toBe('4 ROLLED_BACK');
    expect(await staging.models(20)).toEqual(['claude-3-haiku']);
  });

  it('have nothing to deploy after AppConfig has taken a rollout back', async () => {
    const { exitCode, printed } = await transcript.run(deploy('staging'), staging);
    expect(exitCode, printed.slice(-3000)).toBe(0);
    expect(printed).toContain('no changes');
    expect((await staging.deployments())[0]).toBe('4 ROLLED_BACK');
  });

  it.each(['staging', 'prod'])('destroy %s', async (name) => {
    const stage = name === 'staging' ? staging : prod;
    const command = ['cdk', 'destroy', '--force', '--context', `stage=${name}`];
    const { exitCode, printed } = await transcript.run(command, stage);
    expect(exitCode, printed.slice(-3000)).toBe(0);
    expect(await stage.status()).toBe('DELETE_COMPLETE');
  });
});
