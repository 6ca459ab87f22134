import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { type Notification, Topics } from '../../../local/sns/topics.ts';

// BEHAVIOUR E5
describe('topics', () => {
  it('keep what was published with its time, and tell it', () => {
    const clock = new VirtualClock(5);
    const told: Notification[] = [];
    const topics = new Topics({ clock, told: (notification) => told.push(notification) });
    const TopicArn = topics.createTopic({ Name: 'alerts' });
    topics.publish({ TopicArn, Message: 'first' });
    clock.advance(10);
    topics.publish({ TopicArn, Message: 'second' });
    expect(told).toEqual([
      { atMs: 5, topicArn: 'arn:aws:sns:us-east-1:123456789012:alerts', message: 'first' },
      { atMs: 15, topicArn: 'arn:aws:sns:us-east-1:123456789012:alerts', message: 'second' },
    ]);
    expect(topics.notifications).toEqual(told);
  });

  it('of another account are taken to be there', () => {
    const topics = new Topics({ clock: new VirtualClock(0) });
    topics.publish({ TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts', Message: 'hello' });
    expect(topics.notifications.map(({ message }) => message)).toEqual(['hello']);
  });

  it('take nothing once they are deleted', () => {
    const topics = new Topics({ clock: new VirtualClock(0) });
    const TopicArn = topics.createTopic({ Name: 'alerts' });
    topics.deleteTopic({ TopicArn });
    expect(() => topics.publish({ TopicArn, Message: 'x' })).toThrow(
      expect.objectContaining({ name: 'NotFoundException' }),
    );
  });

  it('have names of letters, digits, hyphens and underscores', () => {
    const topics = new Topics({ clock: new VirtualClock(0) });
    expect(() => topics.createTopic({ Name: 'a topic' })).toThrow(/Name is a topic/);
  });
});
