import { z } from 'zod';
import {
  confirmOptIn,
  readOptInPage,
  type OptInPage,
} from '../../shared/consent/opt-in/opt-in-page.ts';
import { dayInWords, whatFor } from '../../shared/consent/opt-in/wording.ts';
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
const replies = { 200: htmlPage, 404: htmlPage, 409: htmlPage, 410: htmlPage };

const UNKNOWN: PublicPage = {
  title: 'There is nothing here',
  paragraphs: ['Please check that the whole link was opened, or ask the business that sent it.'],
};

/** The page for a link, or the one that says there is nothing: which links exist is told to nobody. */
async function pageOr404(page: () => Promise<OptInPage>) {
  try {
    return shown(await page());
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error;
    return reply(404, publicPage(UNKNOWN), { headers: PAGE_HEADERS });
  }
}

function shown(page: OptInPage) {
  const { offer, tenant } = page;
  const { name } = tenant;
  switch (page.state) {
    case 'open': {
      const question: PublicPage = {
        title: `Do you want ${offer.channel === 'sms' ? 'texts' : 'e-mails'} from ${name}?`,
        paragraphs: ['This is what you agree to if you say yes:'],
        quote: offer.wording,
        button: 'Yes, I agree',
        after: ['If you do not want them, just close this page. Nothing changes then.'],
      };
      return reply(200, publicPage(question), { headers: FORM_HEADERS });
    }
    case 'confirmed':
      return reply(200, publicPage(confirmedPage(page)), { headers: PAGE_HEADERS });
    case 'stopped':
      return reply(409, publicPage(stoppedPage(page)), { headers: PAGE_HEADERS });
    case 'refused':
      return reply(409, publicPage(refusedPage(page)), { headers: PAGE_HEADERS });
    case 'ended':
      return reply(410, publicPage(endedPage(name)), { headers: PAGE_HEADERS });
  }
}

function confirmedPage({ offer, tenant }: OptInPage): PublicPage {
  const ends =
    offer.channel === 'sms'
      ? 'To end them, reply STOP to any of our texts.'
      : 'To end them, open the link at the end of any of them, or write to us.';
  const asked = whatFor(offer.channel, offer.purposes);
  const on = dayInWords(tenant, offer.confirmedAt ?? offer.createdAt);
  return {
    title: 'Thank you',
    paragraphs: [
      `You said yes to ${asked} from ${tenant.name} on ${on}. ${ends}`,
      'If you have ended them since, they stay ended: ask us for a new link if you want them again.',
    ],
  };
}

function stoppedPage({ tenant: { name, sender } }: OptInPage): PublicPage {
  const number = sender !== undefined && 'from' in sender ? sender.from : undefined;
  const where = number ?? 'the number that our texts come from';
  return {
    title: 'Texts to your number were stopped',
    paragraphs: [
      `Somebody with your telephone replied STOP, so ${name} may not text it, and this page cannot change that.`,
      `If you want texts again, send the word START from your telephone to ${where}. Then open this link once more.`,
    ],
  };
}

function refusedPage({ offer, tenant: { name } }: OptInPage): PublicPage {
  const kind = offer.channel === 'sms' ? 'texts' : 'e-mails';
  return {
    title: `You asked for no ${kind}`,
    paragraphs: [
      `${name} has noted that you want no ${kind} at all, not even about your visits, and this link does not change that.`,
      'If you want them again, please tell us, and we will send you a new link.',
    ],
  };
}

function endedPage(name: string): PublicPage {
  return {
    title: 'This link holds no more',
    paragraphs: [
      `It ran out, was taken back, or was made for another contact. Nothing was changed. Please ask ${name} for a new one.`,
    ],
  };
}

const showEndpoint = visitEndpoint({
  name: 'show-opt-in',
  route: 'opt-in/{token}',
  summary: 'The page that an opt-in link opens. Opening it changes nothing.',
  params,
  replies,
  handle: async ({ context, params: { token } }) =>
    pageOr404(async () => readOptInPage(context, token)),
});

const confirmEndpoint = pageFormEndpoint({
  name: 'confirm-opt-in',
  route: 'opt-in/{token}',
  summary: 'Says yes to the words that the page shows, once.',
  params,
  replies,
  handle: async ({ context, params: { token }, visit }) =>
    pageOr404(async () => {
      const evidence = { page: 'opt-in', ...visitEvidence(visit) };
      return confirmOptIn(context, { token, evidence });
    }),
});

/** The public page of opt-in links. */
export const optInEndpoints = [showEndpoint, confirmEndpoint];
