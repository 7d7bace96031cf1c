import { z } from 'zod';
import { audit } from '../businesses/audit.ts';
import { freeMailSet } from '../customers/match/free-mail.ts';
import { inBusiness } from '../database/in-business.ts';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import { signingKeys } from '../outbox/dkim.ts';
import { type DoctorWorld, examineSender, type Sender } from '../outbox/doctor/examine.ts';
import type { Finding } from '../outbox/doctor/finding.ts';
import { systemMailDns } from '../outbox/doctor/mail-dns.ts';
import { acceptPreflight, preflightOf, savePreflight } from '../outbox/doctor/preflight.ts';
import { publicHalf } from '../outbox/doctor/signatures.ts';
import { type RegisteredMailbox, registerMailboxes } from '../schedule/senders.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { operation } from './operation.ts';
import { tryAccount } from './try-mailbox.ts';

/** What the doctor says of the mailbox that sends. */
export interface DoctorReport {
  address: string;
  /** Bulk mail may leave. */
  passed: boolean;
  findings: Finding[];
  acceptedBy: string | null;
}

const FETCH_TIMEOUT_MS = 10_000;

/** Looks at everything that receivers of bulk mail insist on, and keeps what was found: marketing waits until it holds. */
export const doctor = operation(
  'doctor',
  z.strictObject({ accept: z.boolean().default(false) }),
  async (workspace, { accept }, actor): Promise<DoctorReport> => {
    const { db, businessId, clock } = workspace;
    const [mailbox] = await registerMailboxes(workspace);
    if (!mailbox) throw new Error('the schema demands one mailbox');
    const findings = await examineSender(senderOf(workspace, mailbox), realWorld(workspace, mailbox));
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      await savePreflight(tx, mailbox.id, findings, now);
      if (accept) {
        await acceptPreflight(tx, mailbox.id, actor, now);
        await audit(tx, { actor, action: 'accept failed preflight', subject: mailbox.settings.address });
      }
      const kept = await preflightOf(tx, mailbox.id);
      if (!kept) throw new WafaError('what was found could not be kept', { exitCode: ExitCode.failed });
      const { passed, acceptedBy } = kept;
      return { address: mailbox.settings.address, passed, findings, acceptedBy };
    });
  },
);

function senderOf({ config }: Workspace, { settings }: RegisteredMailbox): Sender {
  const { dkim } = config.sending;
  const [key] = dkim ? signingKeys(dkim) : [];
  return {
    address: settings.address,
    smtp: settings.smtp,
    signing:
      dkim && key
        ? { domain: key.domain, selector: key.selector, publicKey: publicHalf(dkim.privateKey) }
        : undefined,
    publicUrl: config.web.publicUrl,
    postalAddress: config.business.brand.postalAddress,
    freeMail: freeMailSet(config.customers.freeMailDomains),
  };
}

function realWorld({ config }: Workspace, { settings, credentials }: RegisteredMailbox): DoctorWorld {
  return {
    dns: systemMailDns(),
    async trySmtp() {
      const { smtp } = await tryAccount(settings, config.reading, credentials);
      return smtp.ok ? undefined : `${smtp.message}; ${smtp.hint}`;
    },
    async fetchStatus(url) {
      try {
        const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
        const response = await fetch(url, { redirect: 'manual', signal });
        await response.body?.cancel();
        return response.status;
      } catch (error) {
        return describeError(error instanceof Error ? (error.cause ?? error) : error);
      }
    },
  };
}
