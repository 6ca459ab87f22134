import { describe, expect, it } from 'vitest';
import { ENV } from '../../lambda/contract.ts';
import { METRIC_NAMESPACE } from '../../lambda/metric-names.ts';
import '../lib/helpers/scratch.ts';
import { propertiesOf } from '../lib/helpers/template.ts';
import { listOf, rolesOf, type TemplateStatement } from './iam-template.ts';
import { synthesizedVariant } from './synthesized-variant.ts';
import { VARIANTS } from './variants.ts';

/** Forms of secrets: keys of AWS and LaunchDarkly, private keys, tokens of the usual hosts, and passwords in addresses. */
const SECRETS = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:ghp|gho|ghs|github_pat|glpat|xox[abp]|sk)[-_][A-Za-z0-9_-]{16,}/,
  /\b(?:sdk|mob|api)-[0-9a-f]{8}-/i,
  /\bey[A-Za-z0-9_-]{16,}\.ey[A-Za-z0-9_-]{16,}\./,
  /:\/\/[^/\s:"]+:[^/\s@"]+@/,
];

/** Names that promise a secret. */
const SECRETIVE = /secret|password|passwd|token|api_?key|credential/i;

interface Variables {
  readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
}

interface TopicPolicy {
  readonly PolicyDocument: { readonly Statement: readonly TemplateStatement[] };
}

describe.each(Object.entries(VARIANTS))('the template of %s', (_, stage) => {
  const { template } = synthesizedVariant(stage);

  it('holds no secret', () => {
    const text = JSON.stringify(template);
    for (const form of SECRETS) expect(text).not.toMatch(form);
    for (const { Environment } of propertiesOf<Variables>(template, 'AWS::Lambda::Function')) {
      for (const name of Object.keys(Environment?.Variables ?? {})) {
        // A limit on the tokens of a model is none, nor is their life, and where a secret is says nothing of it.
        expect(name.replace(/OUTPUT_TOKENS|TOKEN_DAYS|(?:LAUNCHDARKLY|TOKEN)_SECRET/, '')).not.toMatch(
          SECRETIVE,
        );
      }
    }
  });

  it('has the key of tokens generated where it is kept, and says nowhere what it is', () => {
    for (const { SecretString } of propertiesOf(template, 'AWS::SecretsManager::Secret')) {
      expect(SecretString).toBeUndefined();
    }
    for (const { Environment } of propertiesOf<Variables>(template, 'AWS::Lambda::Function')) {
      const key = Environment?.Variables[ENV.tokenSecret] ?? { Ref: 'OutcomesTokenKeySecret' };
      expect(key).toEqual({ Ref: expect.stringMatching(/^OutcomesTokenKeySecret/) });
    }
  });

  it('lets nobody call a function URL who does not sign with IAM', () => {
    for (const { AuthType } of propertiesOf(template, 'AWS::Lambda::Url')) expect(AuthType).toBe('AWS_IAM');
  });

  it('lets only services be called by anybody else, and never everybody', () => {
    for (const { Principal, SourceAccount } of propertiesOf(template, 'AWS::Lambda::Permission')) {
      expect(String(Principal)).toMatch(/^(?:appconfig|events|secretsmanager)\.amazonaws\.com$/);
      // Secrets Manager would call it for a secret of anybody's.
      if (/^secrets/.test(String(Principal))) expect(SourceAccount).toEqual({ Ref: 'AWS::AccountId' });
    }
    const trusted = rolesOf(template).flatMap(({ trust }) => trust.map(({ Principal }) => Principal));
    for (const principal of trusted) {
      expect(principal).toEqual({ Service: expect.stringMatching(/^(?:appconfig|lambda)\.amazonaws\.com$/) });
    }
  });

  it('lets nobody publish to a topic but services', () => {
    for (const { PolicyDocument } of propertiesOf<TopicPolicy>(template, 'AWS::SNS::TopicPolicy')) {
      const allowed = PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow');
      for (const { Principal } of allowed) expect(Object.keys(Object(Principal))).toEqual(['Service']);
    }
  });

  it('gives no role a wildcard for an action, and no policy that others write', () => {
    for (const { statements, elsewhere } of rolesOf(template)) {
      expect(statements.flatMap(({ Action }) => listOf(Action)).join()).not.toContain('*');
      expect(elsewhere).toEqual([]);
    }
  });

  it('keeps every log for a stated time', () => {
    const groups = propertiesOf(template, 'AWS::Logs::LogGroup');
    const functions = propertiesOf(template, 'AWS::Lambda::Function');
    expect(groups).toHaveLength(functions.length);
    for (const { RetentionInDays } of groups) expect(RetentionInDays).toBeGreaterThan(0);
    for (const { LoggingConfig } of functions) expect(LoggingConfig).toHaveProperty('LogGroup.Ref');
  });
});

describe('the forms of secrets', () => {
  it.each([
    `AKIA${'A1'.repeat(8)}`,
    '-----BEGIN RSA PRIVATE KEY-----',
    `ghp_${'a1'.repeat(18)}`,
    `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.c`,
    'https://user:word@host/',
  ])('include %s', (secret) => {
    expect(SECRETS.some((form) => form.test(secret))).toBe(true);
  });

  it('do not include what templates are full of', () => {
    const harmless = `${METRIC_NAMESPACE} arn:aws:lambda:us-east-1:027255383542:layer:AWS-AppConfig-Extension:207`;
    expect(SECRETS.some((form) => form.test(harmless))).toBe(false);
  });
});
