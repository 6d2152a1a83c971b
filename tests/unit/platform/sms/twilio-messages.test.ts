import { describe, expect, it } from 'vitest';
import { deliveryWordOf, sameText } from '../../../../shared/platform/sms/twilio-messages.ts';

describe('deliveryWordOf', () => {
  it.each([
    ['queued', 'accepted'],
    ['accepted', 'accepted'],
    ['scheduled', 'accepted'],
    ['sending', 'accepted'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
    ['a-status-of-the-future', 'accepted'],
  ])('reads %s as %s', (status, wanted) => {
    expect(deliveryWordOf({ status })).toEqual({ status: wanted });
  });

  it('turns a price below zero into a cost in millionths', () => {
    expect(deliveryWordOf({ status: 'delivered', price: '-0.00750', numSegments: '2' })).toEqual({
      status: 'delivered',
      segments: 2,
      costMicros: 7500,
    });
  });

  it('tells no cost and no segments before Twilio knows them', () => {
    expect(deliveryWordOf({ status: 'sent', price: null, numSegments: '0' })).toEqual({
      status: 'sent',
    });
    expect(deliveryWordOf({ status: 'sent', price: '', numSegments: null })).toEqual({
      status: 'sent',
    });
  });

  it('tells a text that cost nothing', () => {
    expect(deliveryWordOf({ status: 'failed', price: '0' })).toMatchObject({ costMicros: 0 });
  });

  it.each([
    [30003, 'transient'],
    [30006, 'number'],
    [30007, 'message'],
    [30034, 'sender'],
    [21610, 'opted-out'],
    [39999, 'message'],
  ])('says where the fault of delivery code %i lies: %s', (errorCode, fault) => {
    const outcome = deliveryWordOf({ status: 'undelivered', errorCode });
    expect(outcome).toMatchObject({ status: 'undelivered', code: errorCode, fault });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(/\.$/));
  });
});

describe('sameText', () => {
  it.each([
    ['the text itself', 'Hi Dana, see you at 10:30!', 'Hi Dana, see you at 10:30!'],
    ['typographic signs made plain', 'Dana\'s dog - "Bo"...', 'Dana’s dog – “Bo”…'],
    ['spaces trimmed', 'See you', ' See you \n'],
    ["a trial account's notice", 'Sent from your Twilio trial account - See you', 'See you'],
    ['signs only', '👍', '👍'],
    ['an accent written in two ways', 'Ren\u00e9', 'Rene\u0301'],
  ])('recognises %s', (_title, listed, ours) => {
    expect(sameText(listed, ours)).toBe(true);
  });

  it.each([
    ['another time', 'See you at 10:30', 'See you at 10:45'],
    ['a longer text that ends alike', 'Not today. See you', 'See you'],
    ['a longer text that begins alike', 'See you soon', 'See you'],
    ['other signs', '👍', '👎'],
    ['no text', '', 'See you'],
  ])('does not take %s for ours', (_title, listed, ours) => {
    expect(sameText(listed, ours)).toBe(false);
  });
});
