import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inboundMeaning } from '../../../shared/messaging/stop-words.ts';

describe('a text that is no refusal does not opt out', () => {
  test.each([
    "we'll stop by tomorrow",
    'Can we stop by at 3?',
    'can you stop by?',
    'Please stop by when you can',
    'Could you stop at the front desk first',
    'Stop in any time!',
    "I'll stop over after work",
    'I need to stop for gas first',
    'The bus stop is right outside',
    'We are the last stop on your route',
    'is there a stop sign at your corner?',
    'He barks non-stop',
    "She won't stop scratching her ear",
    'How do I get him to stop barking?',
    'Please stop using that shampoo on Bella',
    'Should I stop the ear drops?',
    "Don't stop believing",
    "Please don't stop texting me these!",
    'Do not unsubscribe me please',
    'I did not mean to unsubscribe',
    'end of the week works',
    'Does the end of May work for you?',
    'The rabies shot is at the end of March.',
    'Please cancel my appointment',
    'Cancel Tuesday, keep Friday',
    'I have to cancel. Sorry!',
    'Can I cancel by text?',
    'I quit my job so I have time now',
    'We will remove the collar first',
    'Take me off the 3pm and put me on 4pm',
    'Can you remove me from the waiting list',
    'No more fleas, hooray!',
    'no, more like 4pm',
    'No más tarde de las 3',
    'Can I opt for the short cut?',
    "Don't text and drive :)",
    "I don't want to bother you, is 3 ok?",
    'We go away on Friday',
    'This is an unsuspecting little dog',
    'His certificate is attached. Thanks!',
    'Bella passed away last month',
    'Who is this?',
    'yes please',
    'Start of June is fine',
    'can you help me?',
    'stopwatch',
    'nonstop',
    '5',
    '👍',
    '',
    ' ',
  ])('%j', (body) => {
    expect(inboundMeaning(body)).toBe('other');
  });

  test.each([
    'Liked “Happy Paws: Hi Ann, Bella’s rabies vaccination expires on Mar 14. Reply STOP to opt out.”',
    'Loved "Happy Paws: Hi Ann, your certificate is in. Reply STOP to opt out."',
    '👍 to “Happy Paws: Hi Ann, your certificate is in. Reply STOP to opt out.”',
    'Le gustó «Happy Paws: Hi Ann, your certificate is in. Reply STOP to opt out.»',
  ])('a phone that quotes our own words back: %j', (body) => {
    expect(inboundMeaning(body)).toBe('other');
  });
});

describe('a stop word opts out', () => {
  const words = [
    ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT'],
    ...['opt out', 'opt-out', 'Stop all', 'remove', 'no más', 'NO MAS', 'arrêt', 'alto', 'baja'],
  ];

  test.each(words)('%j alone', (word) => {
    expect(inboundMeaning(word)).toBe('stop');
  });

  test('whatever its case, its letter forms and what is around it that says nothing', () => {
    const wide = (text: string) =>
      text.replace(/[!-~]/g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0));
    const decorate = [
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase(),
      wide,
      (text: string) => `  ${text}\n`,
      (text: string) => `${text}!!!`,
      (text: string) => `"${text}"`,
      (text: string) => `“${text}.”`,
      (text: string) => `🙏 ${text} 😡`,
      (text: string) => `\u200e${text}\u200b\ufeff`,
      (text: string) => `${text}, please`,
      (text: string) => `Please ${text} thank you`,
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...words),
        fc.constantFrom(...decorate),
        fc.constantFrom(...decorate),
        (word, inner, outer) => {
          expect(inboundMeaning(outer(inner(word)))).toBe('stop');
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ['S.T.O.P.', 'letter by letter'],
    ['s t o p', 'letter by letter'],
    ['S\u200bT\u200bO\u200bP', 'with invisible characters in it'],
    ['S\u00adTOP', 'with a soft hyphen in it'],
    ['𝗦𝗧𝗢𝗣', 'in ornamental letters'],
    ['Ⓢⓣⓞⓟ', 'in circles'],
    ['stopppp', 'drawn out'],
    ['Stooop', 'drawn out'],
    ['stpo', 'misspelt'],
    ['🛑', 'as a sign'],
    ['🛑🛑🛑', 'as signs'],
    ['STOP\n\nSent from my phone', 'with a signature'],
  ])('%j: %s', (body) => {
    expect(inboundMeaning(body)).toBe('stop');
  });
});

describe('free wording opts out', () => {
  test.each([
    'stop please',
    'Please stop',
    'please, stop.',
    'Just stop',
    'ok stop now',
    'Stop it',
    'STOP STOP STOP',
    'Stop. I mean it.',
    'Hi, stop',
    'Stop wrong number',
    'Wrong number, stop',
    'Sorry, you have the wrong number',
    'STOP I never signed up for this',
    'stop annoying me',
    'Stop stalking us!',
    'Can you please stop',
    'Would you stop?',
    'I want this to stop',
    'I already asked you to stop!',
    'I said stop',
    "Why don't you stop texting me",
    'please stop texting me',
    'stop messaging this number',
    'Stop sending me these',
    'please stop sending the reminders',
    'stop with the texts',
    'stop all texts',
    'quit texting me',
    'Cancel these messages',
    'cancel my subscription',
    'end texts',
    'do not text me',
    "Don't text me again",
    'Never contact me again.',
    'Please do not text',
    "don't send me any more messages",
    "I don't want these texts",
    'I no longer wish to receive text messages',
    'I no longer want to receive these',
    "I don't want to be contacted",
    'No more texts please',
    'no more of these messages',
    'No más mensajes por favor',
    'Por favor no me envíen más',
    'unsubscribe me',
    'How do I unsubscribe?',
    'unsub',
    'unsubcribe',
    'I want to opt out',
    'please opt me out',
    'I am opting out of this',
    'take me off your list',
    'Take me off this texting list',
    'remove me from your messages',
    'please remove me',
    'remove my number',
    'lose my number',
    'delete my number from your system',
    'I revoke my consent',
    'leave me alone',
    'not interested',
    '🛑 texting me',
  ])('%j', (body) => {
    expect(inboundMeaning(body)).toBe('stop');
  });

  test('in front of, after and between other sentences', () => {
    for (const wording of ['Please stop texting me', 'STOP', 'Unsubscribe me', 'Do not text me']) {
      expect(inboundMeaning(`Hello there. ${wording}. Thank you.`), wording).toBe('stop');
      expect(inboundMeaning(`${wording}\nWe moved to Ohio.`), wording).toBe('stop');
      expect(inboundMeaning(`We moved to Ohio; ${wording.toLowerCase()}!`), wording).toBe('stop');
    }
  });
});

describe('a text that asks for texts or help', () => {
  test.each(['START', 'start', ' Start! ', 'UNSTOP', 'yes', 'Yes.', 'ＳＴＡＲＴ'])(
    '%j asks for texts again',
    (body) => {
      expect(inboundMeaning(body)).toBe('start');
    },
  );

  test.each(['HELP', 'help?', 'Info', 'INFO!!'])('%j asks for help', (body) => {
    expect(inboundMeaning(body)).toBe('help');
  });

  test('never wins over a stop in the same text', () => {
    expect(inboundMeaning('Start? No. Stop.')).toBe('stop');
    expect(inboundMeaning('help, please stop texting me')).toBe('stop');
  });
});

test('reads any text, however odd and long', () => {
  const unit = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 200 }), (body) => {
      expect(['stop', 'start', 'help', 'other']).toContain(inboundMeaning(body));
    }),
  );
  // An expression that backtracks without bound would not come back from these.
  const repeated = ['please ', 'stop the ', 'can you ', 'do not want any more ', 'take me off a '];
  for (const part of repeated) {
    expect(inboundMeaning(`${part.repeat(3000)}x`), part).toBe('other');
  }
});
