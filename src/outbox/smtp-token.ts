import type SMTPConnection from 'nodemailer/lib/smtp-connection';

/** A name of ours: given a real one, the library may take PLAIN in its place, and send the token as a password. */
export const TOKEN_LOGIN = 'WAFA-TOKEN';

/**
 * Logs in with an access token: XOAUTH2, else OAUTHBEARER (RFC 7628). Replaces the library's own XOAUTH2, which fetches a new
 * token by itself at some refusals and not at others; ours are fetched by the credentials.
 */
export function tokenLogin(host: string, port: number): SMTPConnection.CustomAuthenticationHandlers {
  return {
    [TOKEN_LOGIN]: async (context: SMTPConnection.CustomAuthenticationContext) => {
      const { user, pass: token } = context.auth.credentials;
      // They would end a field and begin another.
      if (CONTROL.test(`${user}${token}`))
        throw new Error('the user name or the token has control characters');
      const say = async (line: string) => (await context.sendCommand(line)).response;
      const first = await converse(say, 'AUTH XOAUTH2', [`user=${user}`, `auth=Bearer ${token}`], '');
      if (!UNKNOWN_MECHANISM.test(first)) return requirePositive(first);
      const gs2 = `n,a=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},`;
      const fields = [gs2, `host=${host}`, `port=${port}`, `auth=Bearer ${token}`];
      return requirePositive(await converse(say, 'AUTH OAUTHBEARER', fields, ABORT_OAUTHBEARER));
    },
  };
}

const CONTROL = /\p{Cc}/u;
const UNKNOWN_MECHANISM = /^50[0-4]/;
/** Base64 of the one byte 1 (RFC 7628, 3.2.3). */
const ABORT_OAUTHBEARER = 'AQ==';

/** One mechanism, to the server's last word. A challenge in between tells what is wrong, and has to be answered. */
async function converse(
  say: (line: string) => Promise<string>,
  command: string,
  fields: readonly string[],
  answerToChallenge: string,
): Promise<string> {
  const payload = Buffer.from([...fields, '', ''].join('\u0001')).toString('base64');
  const reply = await say(`${command} ${payload}`);
  return reply.startsWith('334') ? say(answerToChallenge) : reply;
}

function requirePositive(reply: string): boolean {
  if (reply.startsWith('2')) return true;
  throw new Error('the access token is refused');
}
