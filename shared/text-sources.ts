import type { ContentSources } from './messaging/content-source.ts';
import { plainContent } from './messaging/plain-content.ts';
import { noShowContent } from './no-shows/notice-content.ts';
import { vaccinationDigestContent } from './vaccinations/digest-content.ts';
import { workflowContent } from './workflows/workflow-content.ts';

/** Who says what texts say, by kind of content. */
export const textSources: ContentSources = {
  'vaccination-digest': vaccinationDigestContent,
  plain: plainContent,
  'no-show-fee': noShowContent,
  workflow: workflowContent,
};
