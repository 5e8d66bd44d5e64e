import { addForm, type MakeForm } from '../acts/add-form.ts';
import { openFamily } from '../acts/open-family.ts';
import { sendNotFound } from '../errors.tsx';
import { type AddPages, sendPage } from '../web.ts';
import { changeListForm, liftForm, restrictForm, reviewForm } from './access-forms.tsx';
import { accessPage } from './access-page.tsx';
import { addPurposePages } from './purpose-page.tsx';
import { addReviewPages } from './reviews-page.tsx';
import { addSightPages } from './sight-pages.tsx';
import { addUrgentPages } from './urgent-page.tsx';

/** Who may see a family: restricted families, urgent access and its review, what looking is for, how far roles see. */
export const addGuardPages: AddPages = (app, web) => {
  app.get('/families/:family/access', async (request, reply) => {
    const scene = await openFamily(web, request, 'who may see it');
    return scene === undefined || scene.parts
      ? sendNotFound(web, request, reply)
      : sendPage(reply, accessPage(scene, request));
  });
  addUrgentPages(app, web);
  addReviewPages(app, web);
  addPurposePages(app, web);
  addSightPages(app, web);
  const forms = '/families/:family/access';
  const addStaffForm = (path: string, purpose: string, make: MakeForm): void =>
    addForm(app, web, `${forms}${path}`, purpose, (scene) =>
      scene.parts ? undefined : make(scene),
    );
  addStaffForm('/restrict', 'restricting who sees it', restrictForm);
  addStaffForm('/change', 'changing who sees it', changeListForm);
  addStaffForm('/lift', 'lifting the restriction', liftForm);
  addStaffForm('/review/:urgent', 'reviewing urgent access', reviewForm);
};
