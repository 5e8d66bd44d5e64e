import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FieldView } from '../../src/web/kit/field-view.ts';
import { readForm } from '../../src/web/kit/read-form.ts';
import { typedForm, typedFromValues, withAddedRow } from '../../src/web/kit/typed-form.ts';

const now = '2026-03-09T10:00';
const seed = 20260309;

function field(type: FieldView['type'], more: Partial<FieldView> = {}): FieldView {
  return { name: 'visit', label: 'Date of visit', type, required: true, ...more };
}

function values(fields: readonly FieldView[], body: Record<string, unknown>): unknown {
  const read = readForm(fields, body, now);
  return 'values' in read ? read.values : read.errors;
}

function messages(fields: readonly FieldView[], body: Record<string, unknown>): readonly string[] {
  const read = readForm(fields, body, now);
  return 'errors' in read ? read.errors.map((error) => error.message) : [];
}

function date(day: string, month: string, year: string, time?: string): Record<string, string> {
  return {
    'visit-day': day,
    'visit-month': month,
    'visit-year': year,
    ...(time === undefined ? {} : { 'visit-time': time }),
  };
}

describe('a date', () => {
  it('is read from three boxes, the month also as a word', () => {
    for (const month of ['3', '03', 'mar', 'March', 'MARCH'])
      assert.deepEqual(values([field('date')], date(' 5 ', month, '2026')), {
        visit: '2026-03-05',
      });
    assert.deepEqual(values([field('date')], date('1', 'Sept', '2025')), { visit: '2025-09-01' });
  });

  it('must be real', () => {
    for (const [day, month] of [
      ['31', '2'],
      ['29', '2'],
      ['31', 'apr'],
      ['0', '1'],
      ['1', '13'],
      ['x', '1'],
      ['1', 'ma'],
    ] as const) {
      assert.deepEqual(
        messages([field('date')], date(day, month, '2026')),
        ['Date of visit must be a real date'],
        `${day} ${month}`,
      );
    }
    assert.deepEqual(values([field('date')], date('29', '2', '2024')), { visit: '2024-02-29' });
  });

  it('says which part is missing and leads to it', () => {
    assert.deepEqual(readForm([field('date')], date('5', '', '2026'), now), {
      errors: [
        { field: 'visit', message: 'Date of visit must include a month', href: '#visit-month' },
      ],
      typed: date('5', '', '2026'),
    });
    assert.deepEqual(messages([field('date')], date('', '', '2026')), [
      'Date of visit must include a day and month',
    ]);
    assert.deepEqual(messages([field('date')], date('5', '3', '26')), [
      'Year of date of visit must include 4 numbers',
    ]);
  });

  it('of the past may be today and not tomorrow', () => {
    const past = field('date', { time: 'past' });
    assert.deepEqual(values([past], date('9', '3', '2026')), { visit: '2026-03-09' });
    assert.deepEqual(messages([past], date('10', '3', '2026')), [
      'Date of visit must be today or in the past',
    ]);
    assert.deepEqual(messages([field('date', { time: 'future' })], date('8', '3', '2026')), [
      'Date of visit must be today or in the future',
    ]);
  });

  it('with a time takes the ways people write one', () => {
    const written = {
      '9:30am': '09:30',
      '9.30 am': '09:30',
      '14:30': '14:30',
      '12am': '00:00',
      '12:15pm': '12:15',
      midday: '12:00',
      '1430': '14:30',
    };
    for (const [time, read] of Object.entries(written))
      assert.deepEqual(
        values([field('date-time')], date('5', '3', '2026', time)),
        { visit: `2026-03-05T${read}` },
        time,
      );
    for (const time of ['9', '25:00', '13pm', '9:60', 'soon'])
      assert.match(
        messages([field('date-time')], date('5', '3', '2026', time))[0] ?? '',
        /must have a real time/,
        time,
      );
    assert.deepEqual(messages([field('date-time')], date('5', '3', '2026', '')), [
      'Date of visit must include a time',
    ]);
    assert.deepEqual(
      messages([field('date-time', { time: 'past' })], date('9', '3', '2026', '10:01')),
      ['Date of visit must be in the past'],
    );
  });

  it('agrees with the calendar for every day of four centuries', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2199 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const exists = day <= new Temporal.PlainYearMonth(year, month).daysInMonth;
          assert.equal(
            'values' in
              readForm([field('date')], date(String(day), String(month), String(year)), now),
            exists,
          );
        },
      ),
      { seed },
    );
  });
});

describe('text', () => {
  const note = field('long-text', { name: 'note', label: 'Note' });

  it('is trimmed, and empty is missing', () => {
    assert.deepEqual(values([note], { note: '  a\r\nb ' }), { note: 'a\nb' });
    assert.deepEqual(messages([note], { note: '  \n ' }), ['Enter note']);
    assert.deepEqual(messages([{ ...note, label: 'What happened?' }], {}), [
      'Enter an answer to “What happened?”',
    ]);
    assert.deepEqual(messages([{ ...note, noun: 'what happened' }], {}), ['Enter what happened']);
    assert.deepEqual(messages([{ ...note, label: 'TAF minutes' }], {}), ['Enter TAF minutes']);
  });

  it('over the limit is refused, named and kept whole', () => {
    const long = 'x'.repeat(20_001);
    const read = readForm([note], { note: long }, now);
    assert.ok('errors' in read);
    assert.equal(read.errors[0]?.message, 'Note must be 20,000 characters or less');
    assert.equal(read.typed.note, long);
    assert.deepEqual(values([note], { note: long.slice(1) }), { note: long.slice(1) });
  });

  it('comes back as it was typed, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const read = readForm([note, field('date')], { note: text }, now);
        assert.equal(read.typed.note, text.replaceAll('\u0000', '').replace(/\r\n?/g, '\n'));
      }),
      { seed },
    );
  });
});

describe('choices', () => {
  const agree = field('yes-no', { name: 'agree', label: 'Does the family agree?' });
  const why = field('text', {
    name: 'why',
    label: 'Why not',
    shownWhen: { field: 'agree', is: ['no'] },
  });
  const who = field('choices', {
    name: 'who',
    label: 'People told',
    options: [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ],
  });

  it('are taken only from what is offered', () => {
    assert.deepEqual(values([who], { who: 'a' }), { who: ['a'] });
    assert.deepEqual(values([who], { who: ['a', 'b', 'a'] }), { who: ['a', 'b'] });
    assert.deepEqual(messages([who], { who: ['a', 'z'] }), [
      'Select one of the answers listed for people told',
    ]);
    assert.deepEqual(messages([agree], { agree: 'maybe' }), [
      'Select one of the answers listed for “Does the family agree?”',
    ]);
    assert.deepEqual(messages([agree, who], {}), [
      'Select yes or no for “Does the family agree?”',
      'Select people told',
    ]);
  });

  it('bring a question that is required only while it is shown', () => {
    assert.deepEqual(values([agree, why], { agree: 'yes', why: 'left over' }), { agree: 'yes' });
    assert.deepEqual(messages([agree, why], { agree: 'no' }), ['Enter why not']);
    const deeper = field('text', {
      name: 'more',
      label: 'More',
      shownWhen: { field: 'why', is: ['x'] },
    });
    assert.deepEqual(values([agree, why, deeper], { agree: 'yes', why: 'x' }), { agree: 'yes' });
  });
});

describe('numbers and lengths of time', () => {
  it('are read as people write them', () => {
    const number = field('number', { name: 'n', label: 'Visits', min: 0, max: 2000 });
    assert.deepEqual(values([number], { n: ' 1,200 ' }), { n: 1200 });
    assert.deepEqual(messages([number], { n: 'two' }), ['Visits must be a number, like 30']);
    assert.deepEqual(messages([number], { n: '-1' }), ['Visits must be 0 or more']);
    const period = field('period', { name: 'p', label: 'Length' });
    assert.deepEqual(values([period], { p: '6', 'p-unit': 'weeks' }), { p: '6 weeks' });
    assert.deepEqual(values([period], { p: '1', 'p-unit': 'working days' }), {
      p: '1 working day',
    });
    assert.deepEqual(messages([period], { p: '6', 'p-unit': 'years' }), [
      'Select hours, days, weeks or months for length',
    ]);
    assert.deepEqual(messages([period], { p: '', 'p-unit': 'weeks' }), ['Enter length']);
  });
});

describe('a list of rows', () => {
  const actions = field('items', {
    name: 'actions',
    label: 'Actions',
    items: [
      { name: 'task', label: 'Task', type: 'text', required: true },
      { name: 'by', label: 'By when', type: 'date', required: false },
    ],
  });

  it('skips empty rows and names the row of a fault', () => {
    assert.deepEqual(
      values([actions], {
        'actions-0-task': 'Ring',
        'actions-1-task': ' ',
        'actions-2-task': 'Write',
        'actions-2-by-day': '1',
        'actions-2-by-month': '4',
        'actions-2-by-year': '2026',
      }),
      {
        actions: [{ task: 'Ring' }, { task: 'Write', by: '2026-04-01' }],
      },
    );
    assert.deepEqual(readForm([actions], { 'actions-1-by-day': '1' }, now), {
      errors: [
        { field: 'actions-1-task', message: 'Row 2: Enter task', href: '#actions-1-task' },
        {
          field: 'actions-1-by',
          message: 'Row 2: By when must include a month and year',
          href: '#actions-1-by-month',
        },
      ],
      typed: { 'actions-1-by-day': '1' },
    });
    assert.deepEqual(messages([actions], { 'actions-rows': '2' }), [
      'Enter at least one row of actions',
    ]);
  });

  it('grows by a row when that is asked, and keeps the others', () => {
    const body = { 'actions-rows': '1', 'actions-0-task': 'Ring', 'add-row': 'actions' };
    assert.deepEqual(withAddedRow([actions], body), {
      'actions-rows': '2',
      'actions-0-task': 'Ring',
    });
    assert.equal(withAddedRow([actions], { ...body, 'add-row': 'other' }), undefined);
  });

  it('cannot be made endless', () => {
    assert.ok(
      Object.keys(typedForm([actions], { 'actions-rows': '1000000000', 'actions-999-task': 'x' }))
        .length < 200,
    );
  });
});

describe('what is stored', () => {
  it('is shown again as it would be typed, and reads back the same', () => {
    const fields: readonly FieldView[] = [
      field('date-time', { value: '2026-03-05T09:30' }),
      field('period', { name: 'p', label: 'Length', value: '1 working day' }),
      field('number', { name: 'n', label: 'Visits', value: 3 }),
      field('items', {
        name: 'rows',
        label: 'Rows',
        items: [field('date', { name: 'on' }), field('text', { name: 'what' })],
        value: [{ on: '2026-04-01', what: 'Ring' }],
      }),
    ];
    const typed = typedFromValues(fields);
    assert.equal(typed['visit-day'], '5');
    assert.deepEqual(values(fields, typed), {
      visit: '2026-03-05T09:30',
      p: '1 working day',
      n: 3,
      rows: [{ on: '2026-04-01', what: 'Ring' }],
    });
  });
});
