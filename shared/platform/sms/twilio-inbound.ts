import { formValue, type ProviderText, type WebhookForm } from './webhook-verifier.ts';

/**
 * Single words that Twilio answers and acts on by itself, whatever their case. YES is left out: from a
 * number that is not closed it means something to the business.
 */
const ANSWERED_WORDS = new Set(
  'STOP STOPALL UNSUBSCRIBE END QUIT CANCEL REVOKE OPTOUT START UNSTOP HELP INFO'.split(' '),
);

const MEANINGS: ReadonlyMap<string, 'stop' | 'start' | 'help'> = new Map([
  ['STOP', 'stop'],
  ['START', 'start'],
  ['HELP', 'help'],
]);

/**
 * Twilio's fields of an incoming text; undefined when the form is none. `OptOutType` is there when the
 * account's Advanced Opt-Out has answered; without it Twilio's own keywords are answered all the same.
 */
export function inboundOf(form: WebhookForm): ProviderText | undefined {
  const providerId = formValue(form, 'MessageSid') ?? formValue(form, 'SmsSid');
  const from = formValue(form, 'From');
  if (providerId === undefined || from === undefined) return undefined;
  const to = formValue(form, 'To');
  const serviceSid = formValue(form, 'MessagingServiceSid');
  const body = formValue(form, 'Body') ?? '';
  const media = Number(formValue(form, 'NumMedia') ?? 0);
  return {
    providerId,
    from,
    ...(to !== undefined && { to }),
    ...(serviceSid !== undefined && { serviceSid }),
    body,
    mediaCount: Number.isSafeInteger(media) && media > 0 ? media : 0,
    ...providersView(formValue(form, 'OptOutType'), body),
  };
}

function providersView(
  optOutType: string | undefined,
  body: string,
): Pick<ProviderText, 'providerMeaning' | 'answeredByProvider'> {
  const providerMeaning = MEANINGS.get(optOutType?.toUpperCase() ?? '');
  if (providerMeaning !== undefined) return { providerMeaning, answeredByProvider: true };
  return ANSWERED_WORDS.has(body.trim().toUpperCase()) ? { answeredByProvider: true } : {};
}
