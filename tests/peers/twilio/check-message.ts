/** A refusal as Twilio words it; the words name the number, as Twilio's do. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/** What Twilio's Messages resource finds wrong with a request to send, or undefined. */
export function checkMessage(form: URLSearchParams): Refusal | undefined {
  const to = form.get('To') ?? '';
  const body = form.get('Body') ?? '';
  const refuse = (code: number, message: string) => ({ status: 400, code, message });
  if (to === '') return refuse(21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) {
    return refuse(21211, `Invalid 'To' Phone Number: ${to}`);
  }
  const sender = form.get('MessagingServiceSid') ?? form.get('From');
  if (sender === null) return refuse(21603, "A 'From' phone number is required.");
  if (body === '') return refuse(21619, 'A text message body or media urls must be specified.');
  if (Array.from(body).length > 1600) {
    return refuse(21617, 'The concatenated message body exceeds the 1600 character limit.');
  }
  const validity = form.get('ValidityPeriod');
  if (validity !== null && !(Number(validity) >= 1 && Number(validity) <= 36_000)) {
    return refuse(21625, `The 'ValidityPeriod' ${validity} is out of range.`);
  }
  return undefined;
}
