import { describe, expect, it } from 'vitest';
import {
  type EventSourceMappingProps,
  EventSourceMappings,
} from '../../../local/lambda/event-source-mappings.ts';
import { Random } from '../../../local/random.ts';
import { Sqs } from '../../../local/sqs/sqs.ts';
import { LambdaScene } from './builders.ts';

const PARTIAL: Partial<EventSourceMappingProps> = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

/** A function that is handed the messages of a queue and answers with the body; BEHAVIOUR L17 to L19. */
function aMapped(body: string, props: Partial<EventSourceMappingProps> = PARTIAL) {
  const scene = new LambdaScene();
  const { clock, functions } = scene;
  const sqs = new Sqs({ clock, random: new Random(1), url: 'http://127.0.0.1:9' });
  sqs.put('dead', {});
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:123456789012:dead';
  const QueueUrl = sqs.put('answers', {
    VisibilityTimeout: 60,
    RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: 2 },
  });
  const FunctionName = scene.has({ body: `const bodies = event.Records.map(({ body }) => body); ${body}` });
  const mappings = new EventSourceMappings({ clock, sqs, functions });
  const EventSourceArn = sqs.queue('answers').arn;
  const id = mappings.create({ EventSourceArn, FunctionName, ...props });
  const send = (...bodies: string[]) => {
    for (const MessageBody of bodies) sqs.sendMessage({ QueueUrl, MessageBody });
  };
  const left = (name: string) => Object.values(sqs.queue(name).counts).reduce((sum, count) => sum + count, 0);
  const invoked = () => scene.metrics.length;
  const turn = async (invocations: number) => {
    mappings.tick();
    while (invoked() < invocations) await new Promise(setImmediate);
    await new Promise(setImmediate);
  };
  return { clock, mappings, id, scene, send, left, invoked, turn, EventSourceArn, FunctionName };
}

describe('a queue whose messages a function is handed', () => {
  it('is rid of what the function has handled, and of nothing that it says it has not', async () => {
    const { clock, send, left, turn, scene } = aMapped(
      `console.log(bodies.join()); const failed = event.Records.filter(({ body }) => body === 'bad');
       return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };`,
    );
    send('good', 'bad', 'fine');
    await turn(1);
    expect(left('answers')).toBe(1);
    clock.advance(60_000);
    await turn(2);
    clock.advance(60_000);
    await turn(2);
    expect([left('answers'), left('dead')]).toEqual([0, 1]);
    expect(
      scene.printed.filter((line) => /good|bad/.test(line)).map((line) => line.split('\t').at(-1)),
    ).toEqual(['good,bad,fine', 'bad']);
  });

  it.each([
    ['when the function fails', 'throw new Error("no judge")', PARTIAL, 2],
    [
      'when it names a message that there is not',
      'return { batchItemFailures: [{ itemIdentifier: "x" }] }',
      PARTIAL,
      2,
    ],
    ['not when it says nothing', 'return undefined', PARTIAL, 0],
    ['not when nobody asked which failed', 'return { batchItemFailures: [{ itemIdentifier: "x" }] }', {}, 0],
  ])('keeps a whole batch %s', async (_, body, props, expected) => {
    const { send, left, turn } = aMapped(body, props);
    send('one', 'two');
    await turn(1);
    expect(left('answers')).toBe(expected);
  });

  it('hands on batches of the size that is asked for, and waits for a full one as long as it is told', async () => {
    const { clock, send, left, turn, invoked } = aMapped('return {}', {
      ...PARTIAL,
      ...{ BatchSize: 2, MaximumBatchingWindowInSeconds: 20 },
    });
    send('one', 'two', 'three');
    await turn(1);
    expect([invoked(), left('answers')]).toEqual([1, 1]);
    clock.advance(20_000);
    await turn(2);
    expect([invoked(), left('answers')]).toEqual([2, 0]);
  });

  it('is left alone once the mapping is disabled or gone', async () => {
    const { send, left, turn, mappings, id, EventSourceArn, FunctionName } = aMapped('return {}');
    mappings.update(id, { EventSourceArn, FunctionName, Enabled: false });
    send('one');
    await turn(0);
    mappings.delete(id);
    await turn(0);
    expect(left('answers')).toBe(1);
    expect(() => mappings.delete(id)).toThrow('there is no event source mapping');
  });
});

describe('a mapping', () => {
  it.each([
    [{ BatchSize: 11 }, /BatchSize 11/],
    [{ MaximumBatchingWindowInSeconds: 301 }, /MaximumBatchingWindowInSeconds 301/],
    [{ ScalingConfig: { MaximumConcurrency: 1 } }, /MaximumConcurrency 1/],
    [{ EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:none' }, /no queue none/],
  ])('is refused %j', (props, message) => {
    expect(() => aMapped('return {}', props)).toThrow(message);
  });

  it('is refused where messages would show again while the function is still at them', () => {
    const { mappings, scene, EventSourceArn } = aMapped('return {}');
    const FunctionName = scene.has({ FunctionName: 'slow', Timeout: 61 });
    const create = () => mappings.create({ EventSourceArn, FunctionName });
    expect(create).toThrow('queue visibility timeout: 60 seconds is less than function timeout: 61 seconds');
  });

  it('is there once for a queue and a function', () => {
    const { mappings, EventSourceArn, FunctionName } = aMapped('return {}');
    expect(() => mappings.create({ EventSourceArn, FunctionName })).toThrow('mapped already');
  });
});
