import providers from 'email-providers';
import { organisationalDomain } from '../../lib/email-address.ts';

/**
 * Providers that the package does not know: Iran, the Arab world, and access providers whose customers are people.
 * `yahoo`, `hotmail`, `live`, `outlook` and `gmx` stand for every country's domain of theirs.
 */
const FURTHER_PROVIDERS = `
  chmail.ir mail.ir rayana.ir vatanmail.ir mihanmail.ir iran.ir post.ir
  emirates.net.ae etisalat.ae eim.ae link.net tedata.net.eg nesma.net.sa saudi.net.sa
  batelco.com.bh qatar.net.qa kems.net omantel.net.om cyberia.net.lb terra.net.lb
  mail.ru inbox.ru list.ru bk.ru internet.ru yandex.com ya.ru rambler.ru
  proton.me pm.me tuta.com tutanota.com hey.com fastmail.com mailbox.org posteo.de`
  .trim()
  .split(/\s+/);

const PROVIDERS: ReadonlySet<string> = new Set([...providers, ...FURTHER_PROVIDERS]);
const PROVIDER_FAMILIES = /^(?:yahoo|ymail|rocketmail|hotmail|live|outlook|msn|gmx|googlemail)\.[a-z.]{2,7}$/;

/** True for a domain, or a host below one, where anybody may have an address. `further`: lower case. */
export function isFreeMail(domain: string, further: ReadonlySet<string> = new Set()): boolean {
  return [domain.toLowerCase(), organisationalDomain(domain)].some(
    (name) => further.has(name) || PROVIDERS.has(name) || PROVIDER_FAMILIES.test(name),
  );
}

/** Configured free-mail domains, as they are compared. */
export function freeMailSet(domains: readonly string[]): ReadonlySet<string> {
  return new Set(domains.map((domain) => domain.trim().toLowerCase()));
}
