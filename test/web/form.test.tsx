import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FieldView } from '../../src/web/kit/field-view.ts';
import { Form } from '../../src/web/kit/form.tsx';
import { readForm } from '../../src/web/kit/read-form.ts';

const fields: readonly FieldView[] = [
  { name: 'agree', label: 'Does the family agree?', type: 'yes-no', required: true },
  {
    name: 'why',
    label: 'Why not',
    type: 'long-text',
    required: true,
    shownWhen: { field: 'agree', is: ['no'] },
  },
  {
    name: 'level',
    label: 'Level',
    type: 'level',
    required: true,
    options: [
      { value: '2', label: 'Two' },
      { value: '3', label: 'Three' },
      { value: '4', label: 'Four' },
    ],
  },
  {
    name: 'plan',
    label: 'Plan',
    type: 'text',
    required: false,
    shownWhen: { field: 'level', is: ['2', '3'] },
  },
  { name: 'visit', label: 'Date of visit', type: 'date', required: true },
  {
    name: 'actions',
    label: 'Actions',
    type: 'items',
    required: false,
    items: [{ name: 'task', label: 'Task', type: 'text', required: true }],
  },
];

function shown(body: Record<string, unknown>): string {
  const read = readForm(fields, body, '2026-03-09T10:00');
  return String(
    <Form
      action="/x"
      csrf={'t"'}
      fields={fields}
      submit="Send"
      typed={read.typed}
      errors={'errors' in read ? read.errors : []}
      draftUrl="/draft"
    />,
  );
}

describe('a form', () => {
  it('shows again what was typed, right and wrong, and nothing it could run', () => {
    const html = shown({
      why: '<script>x()</script>',
      'visit-day': '31',
      'visit-month': '"><img>',
      'visit-year': '2026',
    });
    assert.match(html, /&lt;script&gt;x\(\)&lt;\/script&gt;/);
    assert.match(html, /value="31"/);
    assert.match(html, /value="&quot;&gt;&lt;img&gt;"/);
    assert.ok(!/<script|<img/.test(html));
  });

  it('gives every fault a place its link leads to', () => {
    for (const body of [
      {},
      { 'visit-day': '1' },
      { 'actions-2-task': ' ', agree: 'no' },
      { 'actions-rows': '2', 'actions-1-task': '' },
    ]) {
      const read = readForm(fields, body, '2026-03-09T10:00');
      assert.ok('errors' in read);
      const html = shown(body);
      for (const error of read.errors) {
        assert.match(html, new RegExp(`id="${error.href.slice(1)}"`), error.href);
        assert.ok(html.includes(error.message), error.message);
      }
    }
  });

  it('puts a question that hangs on one answer inside that answer', () => {
    const html = shown({});
    assert.match(html, /id="conditional-agree-2">[\s\S]*name="why"/);
    assert.match(
      html,
      /app-without-script">Answer if you chose “No” for “Does the family agree\?”\./,
    );
  });

  it('says beside a question that hangs on several answers which they are, for a script and for people without one', () => {
    const html = shown({});
    assert.match(html, /data-shown-by="level" data-shown-when="\[&quot;2&quot;,&quot;3&quot;\]"/);
    assert.match(html, /app-without-script">Answer if you chose “Two” or “Three” for “Level”\./);
  });

  it('never has two fields with one id', () => {
    const ids = [...shown({ 'actions-rows': '3', agree: 'no' }).matchAll(/ id="([^"]+)"/g)].map(
      (match) => match[1],
    );
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });

  it('offers another row, and its first button is the act itself', () => {
    const html = shown({ 'actions-rows': '2' });
    assert.match(html, /name="add-row" value="actions"/);
    assert.match(html, /name="actions-1-task"/);
    assert.match(
      html.slice(html.indexOf('<button')),
      /^<button type="submit" class="govuk-visually-hidden"[^>]*>Send</,
    );
  });

  it('carries its token escaped', () => {
    assert.match(shown({}), /name="_csrf" value="t&quot;"/);
  });
});
