/** Everything that people do to a family: start, take steps, record, agree, share, plan, and raise a concern. */

import { disclosureForm, endDisclosureForm } from '../sharing/disclosure-form.tsx';
import { addSharingPages } from '../sharing/pages.ts';
import type { AddPages } from '../web.ts';
import { addForm, type MakeForm } from './add-form.ts';
import { concernDetailsForm } from './concern-details.tsx';
import { addConcernRoutes } from './concern-routes.tsx';
import { consentForm, withdrawForm } from './consent.tsx';
import { addDraftRoutes } from './drafts.ts';
import { correctForm, recordForm, strikeOutForm } from './evidence-form.tsx';
import { exceptionForm } from './exception.tsx';
import { endObligationForm } from './obligation.tsx';
import { addPlainPages } from './plain-pages.tsx';
import { cancelVisitForm, endForm, planVisitForm, resumeForm, toldForm } from './small-forms.tsx';
import { startForm } from './start.tsx';
import { stepForm } from './step.tsx';

/** Each form under a family's address, with what the record of who looked says of it. */
const FORMS: readonly (readonly [path: string, purpose: string, make: MakeForm])[] = [
  ['/start/:pathway', 'starting a transfer', startForm],
  ['/transfers/:transfer/steps/:step', 'taking a step', stepForm],
  ['/transfers/:transfer/exceptions/:gate', 'recording an exception', exceptionForm],
  ['/transfers/:transfer/resume', 'resuming a transfer', resumeForm],
  ['/transfers/:transfer/end', 'ending a transfer', endForm],
  ['/concern/:transfer/details', 'adding to a safeguarding concern', concernDetailsForm],
  ['/evidence/new/:kind', 'recording', recordForm],
  ['/evidence/:evidence/correct', 'correcting a record', correctForm],
  ['/evidence/:evidence/strike-out', 'striking out a record', strikeOutForm],
  ['/consent/new/:scope', 'recording consent', consentForm],
  ['/consent/withdraw/:scope', 'recording a withdrawal', withdrawForm],
  ['/disclosures/new', 'recording information shared', disclosureForm],
  ['/disclosures/:disclosure/end', 'ending sharing', endDisclosureForm],
  ['/visits/new', 'planning a visit', planVisitForm],
  ['/visits/:visit/cancel', 'cancelling a visit', cancelVisitForm],
  ['/obligations/:transfer/:obligation/end', 'ending a duty', endObligationForm],
  ['/told/new', 'recording who was told', toldForm],
];

export const addActPages: AddPages = (app, web) => {
  for (const [path, purpose, make] of FORMS)
    addForm(app, web, `/families/:family${path}`, purpose, make);
  addPlainPages(app, web);
  addSharingPages(app, web);
  addConcernRoutes(app, web);
  addDraftRoutes(app, web);
};
