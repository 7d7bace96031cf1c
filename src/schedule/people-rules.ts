import { erasureKeyOf } from '../businesses/erasures.ts';
import type { PeopleRules } from '../customers/match/company-domain.ts';
import { freeMailSet } from '../customers/match/free-mail.ts';
import { ownIdentity } from '../customers/match/own.ts';
import type { Workspace } from './workspace.ts';

/** Who may become a contact of this business, for whatever brings people: nobody of its own, and nobody who was erased. */
export function peopleRulesOf({
  config,
  signingKey,
  businessId,
}: Pick<Workspace, 'config' | 'signingKey' | 'businessId'>): PeopleRules & { erasureKey: string } {
  return {
    own: ownIdentity(config),
    freeMail: freeMailSet(config.customers.freeMailDomains),
    erasureKey: erasureKeyOf(signingKey, businessId),
  };
}
