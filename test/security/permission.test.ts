import { describe, expect, it } from 'vitest';
import { type Call, grantsOf, notAllowed, notCalled } from './permission.ts';

const APP = 'arn:aws:appconfig:us-east-1:123456789012:application/a1';

function reading(...Resource: readonly string[]) {
  return grantsOf({ Effect: 'Allow', Action: ['appconfig:GetDeployment'], Resource });
}

function aCall(...resources: readonly string[]): Call {
  return { action: 'appconfig:GetDeployment', resources };
}

describe('a call', () => {
  it('is allowed when each of its resources is', () => {
    const calls = [aCall(APP, `${APP}/environment/e1/deployment/7`)];
    expect(notAllowed(calls, reading(APP, `${APP}/environment/e1/deployment/*`))).toEqual([]);
    expect(notAllowed(calls, reading(APP))).toEqual([
      `appconfig:GetDeployment on ${APP}/environment/e1/deployment/7`,
    ]);
  });

  it('is not allowed by another action, by another resource, or by a condition that does not hold', () => {
    const condition = { StringEquals: { 'bedrock:InferenceProfileArn': 'p1' } };
    const conditional = reading(APP).map((grant) => ({ ...grant, condition }));
    const stopping = grantsOf({ Effect: 'Allow', Action: 'appconfig:StopDeployment', Resource: APP });
    for (const grants of [stopping, reading(`${APP}x`), conditional]) {
      expect(notAllowed([aCall(APP)], grants)).toHaveLength(1);
    }
    const call = { ...aCall(APP), context: { 'bedrock:InferenceProfileArn': 'p1' } };
    expect(notAllowed([call], conditional)).toEqual([]);
  });

  it('is not allowed when it is denied', () => {
    const condition = { Null: { 'lambda:SourceFunctionArn': 'false' } };
    const denial = reading('*').map((grant) => ({ ...grant, effect: 'Deny' as const, condition }));
    const grants = [...reading(APP), ...denial];
    expect(notAllowed([aCall(APP)], grants)).toEqual([]);
    const byCode = { ...aCall(APP), context: { 'lambda:SourceFunctionArn': 'f' } };
    expect(notAllowed([byCode], grants)).toHaveLength(1);
  });

  it('is allowed by a condition on tags when each of its tags fits', () => {
    const condition = { 'ForAllValues:StringLike': { 'aws:TagKeys': 'ours:*' } };
    const grants = reading(APP).map((grant) => ({ ...grant, condition }));
    const tagging = (...keys: readonly string[]) => ({ ...aCall(APP), context: { 'aws:TagKeys': keys } });
    expect(notAllowed([tagging('ours:1', 'ours:2')], grants)).toEqual([]);
    expect(notAllowed([tagging('ours:1', 'team')], grants)).toHaveLength(1);
  });
});

describe('a permission', () => {
  it('is found superfluous resource by resource', () => {
    expect(notCalled([aCall(APP)], reading(APP, `${APP}/environment/e1`))).toEqual([
      `appconfig:GetDeployment on ${APP}/environment/e1`,
    ]);
  });

  it('is refused here when it is more than a list of actions and resources', () => {
    const statement = { Effect: 'Allow', Action: '*', NotResource: 'x' } as const;
    expect(() => grantsOf(statement)).toThrow('not understood');
  });
});
