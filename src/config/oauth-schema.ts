import { z } from 'zod';
import { secret } from './values.ts';

/** An address that a token or a secret is sent to: encrypted, or on this machine. */
const endpoint = () =>
  z.string().refine(isSafeEndpoint, {
    error: 'not an https:// address (http:// only reaches this machine)',
  });

/**
 * How a mailbox is signed in to with OAuth 2 instead of a password. What is left out for `google` and `microsoft` is
 * known; `other` names an `issuer` that describes itself (OpenID Connect Discovery, RFC 8414), or its endpoints.
 */
export const oauthSchema = z
  .strictObject({
    provider: z
      .enum(['google', 'microsoft', 'other'])
      .describe('Who signs you in; docs/signing-in.md says how to register Wafa there.'),
    clientId: z.string().min(1).describe('The client id of your own registration at the provider.'),
    clientSecret: secret()
      .optional()
      .describe('Its client secret (secret); Google gives one to every app, Microsoft to none on a desktop.'),
    tenant: z
      .string()
      .regex(/^[\w.-]{1,100}$/, { error: 'not a tenant; write its id, its domain, common or organizations' })
      .default('common')
      .describe('Microsoft only: the directory your registration belongs to.'),
    issuer: endpoint()
      .optional()
      .describe('`other` only: the address under which the provider describes itself.'),
    authorizationEndpoint: endpoint().optional().describe('`other` without issuer: where a person agrees.'),
    deviceEndpoint: endpoint()
      .optional()
      .describe('`other` without issuer: where a device code is asked for.'),
    tokenEndpoint: endpoint().optional().describe('`other` without issuer: where tokens are given out.'),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, { error: 'not a scope' }))
      .default([])
      .describe('What is asked for; for google and microsoft reading and sending mail by default.'),
  })
  .superRefine((oauth, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    const own = ['issuer', 'authorizationEndpoint', 'deviceEndpoint', 'tokenEndpoint'] as const;
    if (oauth.provider !== 'other') {
      for (const key of own)
        if (oauth[key] !== undefined) complain(key, 'is only for provider: other; take it away');
    } else if (oauth.issuer === undefined) {
      if (oauth.tokenEndpoint === undefined)
        complain(
          'issuer',
          'is missing; give it, or tokenEndpoint with authorizationEndpoint or deviceEndpoint',
        );
      else if (oauth.authorizationEndpoint === undefined && oauth.deviceEndpoint === undefined)
        complain('authorizationEndpoint', 'is missing; give it, or deviceEndpoint');
    }
  });

function isSafeEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (
    protocol === 'https:' ||
    (protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname))
  );
}
