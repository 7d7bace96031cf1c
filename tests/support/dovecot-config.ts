import type { Account } from './unprivileged.ts';

/** A folder that every account has from the first login. */
export interface DovecotMailbox {
  readonly name: string;
  /** RFC 6154 attribute, e.g. `\\Sent`. Absent: the server does not say what the folder is for. */
  readonly specialUse?: string;
}

export interface DovecotSettings {
  readonly folder: string;
  readonly account: Account;
  readonly port: number;
  readonly password: string;
  readonly mailboxes: readonly DovecotMailbox[];
  readonly lmtpPort: number | undefined;
  readonly tls: { port: number; certificate: string; key: string } | undefined;
  /** Replaces what the server says it can do, e.g. `IMAP4rev1` for a server with no extension. */
  readonly capability: string | undefined;
  readonly maxConnectionsPerUser: number;
  readonly compress: boolean;
  /** The file of `oauth2Config`; undefined: passwords only. */
  readonly oauth: string | undefined;
  /** Further lines of configuration. */
  readonly extra: readonly string[];
}

/** The configuration file of an unprivileged, private Dovecot 2.3 that accepts any user with one password. */
export function dovecotConfig(settings: DovecotSettings): string {
  const { folder, account, port } = settings;
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap${settings.lmtpPort === undefined ? '' : ' lmtp'}
listen = 127.0.0.1
${tlsLines(settings)}
disable_plaintext_auth = no
auth_username_format = %Lu
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_max_userip_connections = ${settings.maxConnectionsPerUser}
postmaster_address = postmaster@wafa.example
hostname = wafa.example
default_internal_user = ${account.name}
default_internal_group = ${account.group}
default_login_user = ${account.name}
${oauthLines(settings)}passdb {
  driver = static
  args = password=${settings.password}
  ${settings.oauth === undefined ? '' : 'mechanisms = plain login'}
}
userdb {
  driver = static
  args = uid=${account.uid} gid=${account.gid} home=${folder}/mail/%u${settings.oauth === undefined ? '' : ' allow_all_users=yes'}
}
namespace inbox {
  inbox = yes
${settings.mailboxes.map(mailboxLines).join('')}}
protocol imap {
  ${settings.compress ? 'mail_plugins = zlib imap_zlib' : ''}
  ${settings.capability === undefined ? '' : `imap_capability = ${settings.capability}`}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${settings.tls?.port ?? 0}
  }
}
service anvil {
  chroot =
}
${lmtpLines(settings)}${settings.extra.join('\n')}
`;
}

/** Asks a provider whether an access token is good, and whose it is (RFC 7662). */
export function oauth2Config(introspectionUrl: string): string {
  return `introspection_mode = post
introspection_url = ${introspectionUrl}
force_introspection = yes
username_attribute = email
active_attribute = active
active_value = true
`;
}

function oauthLines({ oauth }: DovecotSettings): string {
  if (oauth === undefined) return '';
  return `auth_mechanisms = plain xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${oauth}
}
`;
}

function tlsLines({ tls }: DovecotSettings): string {
  return tls ? `ssl = yes\nssl_cert = <${tls.certificate}\nssl_key = <${tls.key}` : 'ssl = no';
}

function mailboxLines({ name, specialUse }: DovecotMailbox): string {
  return `  mailbox "${name}" {
    ${specialUse === undefined ? '' : `special_use = ${specialUse}`}
    auto = subscribe
  }
`;
}

function lmtpLines({ lmtpPort, account }: DovecotSettings): string {
  if (lmtpPort === undefined) return '';
  return `service lmtp {
  user = ${account.name}
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
`;
}
