import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { tableBelow } from './markdown.ts';

const IMPORT = /(?:from|import\()\s*'([^']+)'/g;
const HANDLERS = [
  ...[
    ...['inference', 'validator', 'guard', 'watch'],
    ...['outcomes', 'token-rotation', 'evaluation', 'comparison'],
  ].map((room) => `lambda/${room}/handler.ts`),
  'lambda/inference/handler-launchdarkly.ts',
];

/** Name of the interface endpoint of each service that a client of the SDK calls. */
const ENDPOINT: Readonly<Record<string, string>> = {
  '@aws-sdk/client-appconfig': 'appconfig',
  '@aws-sdk/client-appconfigdata': 'appconfigdata',
  '@aws-sdk/client-bedrock-agent-runtime': 'bedrock-agent-runtime',
  '@aws-sdk/client-bedrock-runtime': 'bedrock-runtime',
  '@aws-sdk/client-cloudwatch': 'monitoring',
  '@aws-sdk/client-dynamodb': 'dynamodb',
  '@aws-sdk/client-s3': 's3',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
  '@aws-sdk/client-sns': 'sns',
  '@aws-sdk/client-sqs': 'sqs',
};

/** Everything that a file and what it imports import. */
function importsOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const target = name.startsWith('.') ? normalize(join(dirname(file), name)) : name;
    if (seen.has(target)) continue;
    seen.add(target);
    if (target.endsWith('.ts')) importsOf(target, seen);
  }
  return seen;
}

it('names the endpoint of every service that a function calls, and no other', () => {
  const clients = HANDLERS.flatMap((handler) => [...importsOf(handler)]).filter((name) =>
    name.startsWith('@aws-sdk/client-'),
  );
  const documented = tableBelow('docs/stages.md', 'endpoint', 'who calls it').map(([name]) => name);
  const called = new Set(clients.map((name) => `\`${ENDPOINT[name]}\``));
  expect(documented.toSorted()).toEqual([...called].toSorted());
});
