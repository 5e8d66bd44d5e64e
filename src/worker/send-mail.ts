import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Deliver } from '../cases/deliver-outbox.ts';

export interface MailSettings {
  /** As SMTP_URL: smtp://user:password@host:587 */
  readonly url: string;
  readonly from: string;
  /** Where Stile is found, for the link in the mail. */
  readonly address?: string | undefined;
}

export interface Mailer {
  readonly deliver: Deliver;
  readonly close: () => void;
}

/**
 * Sends notices by mail. A mail says that something waits, and nothing of what or about whom: mailboxes are shared,
 * forwarded and read on telephones.
 */
export function openMailer({ url, from, address }: MailSettings): Mailer {
  const transport = createTransport(url, { from });
  return {
    async deliver({ id, to, toName, urgent, token }) {
      if (token !== undefined) {
        await transport.sendMail(linkMail({ to, toName, address, token }));
        return;
      }
      const what = urgent === true ? 'Something urgent' : 'Something';
      await transport.sendMail({
        // The same at every attempt: a server or mailbox can tell that it had it before. It is nobody's to read.
        messageId: `<${createHash('sha256').update(id).digest('hex')}@stile>`,
        to: { name: oneLine(toName), address: to },
        subject: `${what} waits for you in Stile`,
        text: [
          `${what} waits for you in Stile.`,
          address === undefined
            ? 'Sign in to Stile to read it under Notices.'
            : `Sign in to read it: ${address}/notices`,
        ].join('\n\n'),
      });
    },
    close: () => transport.close(),
  };
}

/** No message id of its own: another attempt has another link, and the newest is the one that works. */
function linkMail(mail: {
  readonly to: string;
  readonly toName: string;
  readonly address: string | undefined;
  readonly token: string;
}) {
  return {
    to: { name: oneLine(mail.toName), address: mail.to },
    subject: 'Your link to sign in to Stile',
    text: [
      'Open this link in the browser in which you asked for it, and press Sign in:',
      `${mail.address ?? ''}/sign-in/link/${mail.token}`,
      'It works once, and for 15 minutes from when you asked.',
      'If you did not ask for it, do nothing: nobody can sign in with it in another browser.',
    ].join('\n\n'),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
