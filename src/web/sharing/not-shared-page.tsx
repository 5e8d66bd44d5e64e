/** What a partner is shown of a family that is not, or no longer, shared with them. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { findOwnPart, type OwnPart } from '../../cases/queries/list-not-shared.ts';
import { contactsNow } from '../../core/family/contacts.ts';
import type { EventOf, FamilyEvent } from '../../core/family/events.ts';
import type { FamilyId } from '../../core/family/people.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import { textsOf } from '../acts/open-family.ts';
import { sendNotFound } from '../errors.tsx';
import { answerInWords, rowsOf } from '../family/answer-words.ts';
import { holderInWords } from '../family/names.ts';
import { tellHistory } from '../family/tell-history.tsx';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { HolderBar } from '../kit/holder-bar.tsx';
import { Timeline } from '../kit/timeline.tsx';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Visitor, type Web } from '../web.ts';

/** Where somebody may not see a family: what is still theirs, or that there is no such page. */
export async function sendNotOpen(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const id = textsOf(request.params).family ?? '';
  const own = /^[\w-]{1,100}$/.test(id)
    ? // An id out of an address is only ever looked up.
      await findOwnPart(web.stile, visitor, id as FamilyId)
    : undefined;
  if (own === undefined) return sendNotFound(web, request, reply);
  return sendPage(reply, notSharedPage(web, visitor, request, own), 403);
}

function notSharedPage(web: Web, visitor: Visitor, request: FastifyRequest, own: OwnPart): string {
  const { reference, family } = own;
  const title = `Family ${reference} is not shared with you`;
  return shell(web, visitor, request, {
    title,
    // A family id of the store was a family id when it went in.
    family: family as FamilyId,
    current: '/work',
    backLink: { href: '/work', text: 'My work' },
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">{title}</h1>
          <p class="govuk-body">{whyNot(own)}</p>
          <Holder web={web} visitor={visitor} own={own} />
          <p class="govuk-body">
            Ring them if you need to know something, or want to tell them something. If you are
            worried about a child,{' '}
            <a class="govuk-link" href={`/families/${encodeURIComponent(family)}/concern`}>
              report it now
            </a>
            . That is always open to you.
          </p>
          <h2 class="govuk-heading-m">What you recorded yourself</h2>
          <Recorded web={web} visitor={visitor} own={own} />
        </div>
      </div>
    ),
  });
}

function whyNot({ why }: OwnPart): string {
  const named = why.some((each) => each !== 'recorded');
  return named
    ? 'You are named as working with this family. There is no consent, and nothing else on record, that lets you see more of it now.'
    : 'You are no longer named as working with this family. You still see what you recorded yourself.';
}

function Holder(props: {
  readonly web: Web;
  readonly visitor: Visitor;
  readonly own: OwnPart;
}): SafeHtml {
  const { protocol, now, authority } = props.visitor;
  const { holder } = props.own;
  const { name, role } = holderInWords(protocol, holder);
  const contact = holder.practitioner?.contact;
  const phone = contact !== undefined && /^[\d\s()+-]{6,}$/.test(contact) ? contact : undefined;
  const [instead] = contactsNow(protocol, props.web.stile.calendarOf(authority), now);
  return (
    <HolderBar holder={name} role={role} phone={phone}>
      {phone !== undefined ? null : contact !== undefined ? (
        <p class="app-holder__line">{contact}</p>
      ) : instead?.phone === undefined ? null : (
        <p class="app-holder__line">
          There is no number for them here. Ring {instead.title}: {instead.phone}
        </p>
      )}
    </HolderBar>
  );
}

function Recorded(props: {
  readonly web: Web;
  readonly visitor: Visitor;
  readonly own: OwnPart;
}): SafeHtml {
  const { web, visitor, own } = props;
  if (own.events.length === 0) return <p class="govuk-body">You have recorded nothing.</p>;
  const told = tellHistory(web.stile.protocols, visitor.authority, own.events);
  const records = own.events.flatMap((event) =>
    event.type === 'EvidenceRecorded' || event.type === 'EvidenceCorrected' ? [event] : [],
  );
  return (
    <>
      <Timeline items={told.map(({ body: _, ...each }) => each)} />
      {records.length === 0 ? null : <h2 class="govuk-heading-m">Your records in full</h2>}
      {records.map((event) => (
        <Answers event={event} own={own.events} protocol={visitor.protocol} />
      ))}
    </>
  );
}

function Answers(props: {
  readonly event: EventOf<'EvidenceRecorded' | 'EvidenceCorrected'>;
  readonly own: readonly FamilyEvent[];
  readonly protocol: Protocol;
}): SafeHtml {
  const { event, own, protocol } = props;
  const first = own.find(
    (each) => each.type === 'EvidenceRecorded' && each.evidence === event.evidence,
  );
  const kind = first?.type === 'EvidenceRecorded' ? first.kind : undefined;
  const definition = kind === undefined ? undefined : protocol.evidence.get(kind);
  const said = { protocol, people: [] };
  return (
    <section class="app-answer">
      <h3 class="govuk-heading-s">{definition?.title ?? 'A record'}</h3>
      {Object.entries(event.fields).map(([name, value]) => {
        const field = definition?.fields.find((each) => each.id === name);
        if (field === undefined)
          return typeof value === 'string' ? <p class="govuk-body app-lines">{value}</p> : null;
        const rows = rowsOf(field, value, said);
        const text = rows
          .map((row) => row.map((cell) => `${cell.label}: ${cell.answer}`).join('. '))
          .join('\n');
        return (
          <p class="govuk-body app-lines">
            <strong>{field.label}:</strong>{' '}
            {rows.length === 0 ? answerInWords(field, value, said) : text}
          </p>
        );
      })}
    </section>
  );
}
