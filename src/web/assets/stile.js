// Everything here only makes better what works without it.
import { initAll } from './govuk-frontend.min.js';

const SAVE_AFTER_MS = 3000;
const SUBMIT_PAUSE_MS = 2000;

initAll();
for (const form of document.querySelectorAll('form[data-draft]')) keepDraft(form);
document.addEventListener('submit', pauseButtons);

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
