import { ProblemError } from '../../shared/kernel/problem.ts';
import { receiveFromProvider } from '../../shared/conversations/receive-from-provider.ts';
import { content } from './content.ts';
import { reply, webhookEndpoint } from './endpoint.ts';

/** Twilio reads an answer from the reply; ours go out as texts of their own. */
const NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

const receiveSmsEndpoint = webhookEndpoint({
  name: 'receive-sms-text',
  route: 'sms/inbound',
  summary: 'A text that came in: stored, and acted on later; a STOP counts at once.',
  replies: { 200: content('text/xml; charset=utf-8') },
  failures: [422],
  handle: async ({ context, text }) => {
    if (text === undefined) throw notAText();
    await receiveFromProvider(context, text);
    return reply(200, NO_ANSWER);
  },
});

function notAText(): ProblemError {
  return new ProblemError({
    kind: 'not-a-text',
    status: 422,
    detail: 'The form names no text or no sender.',
    field: 'MessageSid',
    allowed: 'a form with MessageSid and From',
  });
}

/** Where the texting provider hands over texts that came in. */
export const smsInboundEndpoints = [receiveSmsEndpoint];
