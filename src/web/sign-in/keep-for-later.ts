/** What somebody sent after their session had ended waits for them as a draft, and for nobody else. */

import type { Viewer } from '../../access/may-see.ts';
import { discardDraft, findOwnDraft, listOwnDrafts, saveDraft } from '../../cases/save-draft.ts';
import { findFormerSession } from '../../cases/sessions.ts';
import type { AuthorityId, WorkerId } from '../../core/family/people.ts';
import { type KeptForm, packForm, unpackForm } from '../kept-form.tsx';
import type { Web } from '../web.ts';

/** So that nobody fills the store with the cookie of a session that is over. */
const MOST_KEPT = 20;

/**
 * Keeps a form for the person whose session this browser had, and answers where it will be found. Undefined where
 * nobody knows whose it is, and in a demonstration, where the sign-in page takes it along.
 */
export async function keepForLater(
  web: Web,
  held: { readonly authority: AuthorityId; readonly secret: string } | undefined,
  form: KeptForm,
): Promise<string | undefined> {
  if (web.demonstration || held === undefined) return undefined;
  const former = await findFormerSession(web.stile, held.authority, held.secret);
  if (former === undefined) return undefined;
  const owner = ownerOf(held.authority, former.worker);
  const drafts = await listOwnDrafts(web.stile, owner);
  if (drafts.filter(({ key }) => key.startsWith('/kept/')).length >= MOST_KEPT) return undefined;
  const key = keyOf(web.stile.newId());
  const title = 'A form you sent after you had been signed out';
  await saveDraft(web.stile, owner, { key, family: null, title, body: packForm(form) });
  return key;
}

export async function findKept(
  web: Web,
  viewer: Viewer,
  id: string,
): Promise<KeptForm | undefined> {
  const draft = await findOwnDraft(web.stile, viewer, keyOf(id));
  return draft && unpackForm(draft.body);
}

export async function forgetKept(web: Web, viewer: Viewer, id: string): Promise<void> {
  await discardDraft(web.stile, viewer, keyOf(id));
}

function keyOf(id: string): string {
  return `/kept/${id}`;
}

/** Their own drafts are all that is asked for, and those need no role. */
function ownerOf(authority: AuthorityId, worker: string): Viewer {
  return {
    authority,
    // Found in the session.
    actor: { worker: worker as WorkerId, name: '', roles: [], agency: '', employer: 'partner' },
  };
}
