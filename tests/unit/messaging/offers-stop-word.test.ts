import { describe, expect, it } from 'vitest';
import { offersStopWord } from '../../../shared/messaging/offers-stop-word.ts';

describe('a text that offers a stop word for something else', () => {
  it.each([
    ['Reply CANCEL to cancel your appointment.', 'CANCEL'],
    ['Reply C to confirm or CANCEL to cancel.', 'CANCEL'],
    ['Text "END" to end your visit', 'END'],
    ['Please reply with quit to leave the waiting list for the day', 'QUIT'],
    ['Reply STOP to cancel your visit', 'STOP'],
    ['Reply STOP to stop the grooming', 'STOP'],
    ['Reply YES to confirm, CANCEL if you cannot come and want to move it', 'CANCEL'],
    ['REPLY CANCEL TO CANCEL YOUR VISIT', 'CANCEL'],
    ['Reply “cancel” and we move it', 'CANCEL'],
  ])('%s', (body, word) => {
    expect(offersStopWord(body)).toBe(word);
  });
});

describe('a text that does not', () => {
  it.each([
    ['Reply STOP to opt out.'],
    ['Reply STOP to unsubscribe, HELP for help'],
    ['Reply STOP to end texts'],
    ['Text STOP to stop'],
    ['Reply STOP'],
    ['Reply STOP to cancel'],
    ['Text STOP anytime to opt out'],
    ['Reply UNSUBSCRIBE to opt out.'],
    ['Please call us if you need to cancel.'],
    ['At the end of your visit we take a photo.'],
    ["Don't quit now: Rex is nearly done!"],
    ['Weekend offer: bath and nail trim'],
    ['SALE ENDS SUNDAY'],
    ['Reply C to confirm.'],
  ])('%s', (body) => {
    expect(offersStopWord(body)).toBeUndefined();
  });
});
