// Everything here only makes better what works without it.
import { initAll } from './govuk-frontend.min.js';

const SAVE_AFTER_MS = 3000;
const SUBMIT_PAUSE_MS = 2000;

initAll();
for (const form of document.querySelectorAll('form')) showWithAnswers(form);
for (const form of document.querySelectorAll('form[data-draft]')) keepDraft(form);
document.addEventListener('submit', pauseButtons);
const warning = document.querySelector('dialog[data-session-idle]');
if (warning) watchSession(warning);

// A question that several answers bring cannot stand inside one of them: it is shown with any of them.
function showWithAnswers(form) {
  const questions = [...form.querySelectorAll('[data-shown-by]')];
  if (questions.length === 0) return;
  const HIDDEN =
    '[hidden], .govuk-radios__conditional--hidden, .govuk-checkboxes__conditional--hidden';
  const isGiven = (control) =>
    (!/^(?:radio|checkbox)$/.test(control.type) || control.checked) && !control.closest(HIDDEN);
  const look = () => {
    for (const question of questions) {
      const { shownBy, shownWhen } = question.dataset;
      const controls = [...form.elements].filter(({ name }) => name === shownBy);
      const answers = controls.filter(isGiven).map(({ value }) => value);
      const isBrought = JSON.parse(shownWhen).some((answer) => answers.includes(answer));
      question.hidden = controls.length > 0 && !isBrought;
    }
  };
  form.addEventListener('change', look);
  look();
}

function keepDraft(form) {
  const status = form.querySelector('[data-draft-status]');
  let timer;
  let changed = false;

  // Files are left out: a draft is words, and a file would be sent again at every pause.
  const body = () => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (typeof value === 'string') fields.append(name, value);
    return fields;
  };

  const save = async () => {
    clearTimeout(timer);
    if (!changed) return;
    changed = false;
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: 'POST',
        body: body(),
        redirect: 'error',
        keepalive: true,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      say('Draft saved');
    } catch {
      changed = true;
      say('Draft not saved. Your words are still on this page.');
    }
  };

  const say = (words) => {
    if (status && status.textContent !== words) status.textContent = words;
  };

  form.addEventListener('input', () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    changed = false;
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save();
  });
}

// Disabling at once would leave the pressed button's own name and value out of what is sent.
function pauseButtons(event) {
  const buttons = [...event.target.querySelectorAll('button:not([type=button]):not(:disabled)')];
  setTimeout(() => {
    for (const button of buttons) button.disabled = true;
  }, 0);
  setTimeout(() => {
    for (const button of buttons) button.disabled = false;
  }, SUBMIT_PAUSE_MS);
}

// Warns before the session ends. Another tab may have moved the end, so the server is asked before anything is said;
// asking does not move it.
function watchSession(dialog) {
  const WARN_MS = 5 * 60_000;
  const part = (name) => dialog.querySelectorAll(`[data-session-part="${name}"]`);
  const show = (name, shown) => {
    for (const element of part(name)) element.hidden = !shown;
  };
  let ends = performance.now() + Number(dialog.dataset.sessionIdle);
  let last = performance.now() + Number(dialog.dataset.sessionLast ?? Infinity);
  let timer;
  let saidLast = false;
  let typed = false;
  let typedAt = -Infinity;
  document.addEventListener('input', (event) => {
    typedAt = performance.now();
    // A form with drafts keeps its own words.
    if (event.target.closest('form[method="post"]:not([data-draft])')) typed = true;
  });

  const left = () => Math.min(ends, last) - performance.now();
  const plan = () => {
    clearTimeout(timer);
    const until = left() > WARN_MS ? left() - WARN_MS : Math.min(60_000, Math.max(left(), 0));
    // Timers of a sleeping computer are late, and long ones run over: look once a minute at least.
    timer = setTimeout(look, Math.min(until, 60_000) + 500);
  };
  const learn = async (answer) => {
    if (answer.status === 401 || answer.redirected) return over();
    if (!answer.ok) return plan();
    const read = await answer.json();
    ends = performance.now() + (Date.parse(read.ends) - Date.parse(read.now));
    last = read.last
      ? performance.now() + (Date.parse(read.last) - Date.parse(read.now))
      : Infinity;
    if (left() <= 0) return over();
    if (left() <= WARN_MS) warn();
    else if (dialog.open && dialog.dataset.over === undefined) dialog.close();
    plan();
  };
  const ask = (options) =>
    fetch('/session', { redirect: 'follow', ...options }).then(learn, () => {
      // The network is away; the page itself is not told off for that.
      timer = setTimeout(look, 30_000);
    });
  const look = () => (left() > WARN_MS ? plan() : ask());
  const warn = () => {
    const final = last - performance.now() <= WARN_MS;
    const minutes = Math.max(1, Math.ceil(left() / 60_000));
    const time = dialog.querySelector('[data-session-time]');
    const words = `You will be signed out in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
    show('soon', true);
    show('over', false);
    show('stay', !final);
    show('last', final);
    if (time.textContent !== words) time.textContent = words;
    if (dialog.open || (final && saidLast)) return;
    saidLast = final;
    dialog.showModal();
  };
  const over = () => {
    clearTimeout(timer);
    // Nothing of a family stays on a screen that nobody is signed in at; words that are kept nowhere else do, covered.
    const here = location.pathname + location.search;
    if (!typed && performance.now() - typedAt > 10_000)
      return location.replace(`/sign-in?ended=yes&next=${encodeURIComponent(here)}`);
    show('soon', false);
    show('over', true);
    dialog.dataset.over = '';
    dialog.setAttribute('aria-labelledby', 'session-over');
    if (!dialog.open) dialog.showModal();
    // Signed in again in another tab: the page can be used, and its form says that it was kept.
    addEventListener('focus', async () => {
      const answer = await fetch('/session').catch(() => undefined);
      if (answer?.ok) dialog.close();
    });
  };
  dialog.addEventListener('cancel', (event) => {
    if (dialog.dataset.over !== undefined) event.preventDefault();
  });
  dialog.querySelector('[data-session-stay]').addEventListener('click', () => {
    dialog.close();
    ask({ method: 'POST', body: new URLSearchParams({ _csrf: dialog.dataset.sessionKey }) });
  });
  dialog.querySelector('[data-session-close]').addEventListener('click', () => dialog.close());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && left() <= WARN_MS) ask();
  });
  plan();
}
