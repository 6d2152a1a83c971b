import type { SmsTransport } from '../sms/sms-transport.ts';
import { count, inSpan } from './telemetry.ts';

/**
 * The same transport with a span around each call and a count of send outcomes
 * (`petops.sms.outcomes`): how many calls gave no clear answer is the number to watch.
 */
export function tracedSms(transport: SmsTransport): SmsTransport {
  return {
    local: transport.local,
    send: async (text) =>
      inSpan('sms send', { tenantId: text.tenantId, messageId: text.messageId }, async (note) => {
        const outcome = await transport.send(text);
        const fault = outcome.kind === 'rejected' ? outcome.fault : undefined;
        note({ outcome: outcome.kind, fault });
        count('petops.sms.outcomes', { outcome: outcome.kind, fault });
        return outcome;
      }),
    lookUp: async (providerId) => inSpan('sms look-up', {}, () => transport.lookUp(providerId)),
    find: async (trace) =>
      inSpan('sms find', { messageId: trace.messageId }, () => transport.find(trace)),
  };
}
