import { z } from 'zod';
import { unsubscribe, unsubscribeOffer } from '../../shared/consent/unsubscribe.ts';
import { ProblemError } from '../../shared/kernel/problem.ts';
import { pageFormEndpoint, reply, visitEndpoint } from './endpoint.ts';
import {
  FORM_HEADERS,
  htmlPage,
  PAGE_HEADERS,
  publicPage,
  visitEvidence,
  type PublicPage,
} from './public-page.ts';

const params = z.object({ token: z.string() });
const replies = { 200: htmlPage, 404: htmlPage };

const UNKNOWN: PublicPage = {
  title: 'There is nothing here',
  paragraphs: [
    'Please check that the whole link was opened, or answer the e-mail and say that you want no more of them.',
  ],
};

/** The page for a link, or the one that says there is nothing: which links exist is told to nobody. */
async function pageOr404(page: () => Promise<PublicPage>) {
  try {
    return reply(200, publicPage(await page()), { headers: FORM_HEADERS });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error;
    return reply(404, publicPage(UNKNOWN), { headers: PAGE_HEADERS });
  }
}

const showUnsubscribeEndpoint = visitEndpoint({
  name: 'show-unsubscribe',
  route: 'unsubscribe/{token}',
  summary: 'The page that a mail’s unsubscribe link opens. Opening it changes nothing.',
  params,
  replies,
  handle: async ({ context, params: { token } }) =>
    pageOr404(async () => {
      const { businessName } = await unsubscribeOffer(context, token);
      return {
        title: 'Stop these e-mails?',
        paragraphs: [
          `You will get no more advertising e-mails from ${businessName}. E-mails about your own visits still come.`,
        ],
        button: 'Stop these e-mails',
      };
    }),
});

const unsubscribeEndpoint = pageFormEndpoint({
  name: 'unsubscribe-address',
  route: 'unsubscribe/{token}',
  summary:
    'Ends advertising e-mails to the address that the link was mailed to, by its page or by a mail program (RFC 8058).',
  params,
  replies,
  handle: async ({ context, params: { token }, visit }) =>
    pageOr404(async () => {
      const evidence = { page: 'unsubscribe', ...visitEvidence(visit) };
      const { businessName } = await unsubscribe(context, { token, evidence });
      return {
        title: 'You are unsubscribed',
        paragraphs: [`You will get no more advertising e-mails from ${businessName}.`],
      };
    }),
});

/** The public page that ends advertising e-mails. */
export const unsubscribeEndpoints = [showUnsubscribeEndpoint, unsubscribeEndpoint];
