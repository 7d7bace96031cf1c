import { createHmac, hash } from 'node:crypto';

/** Who took part, as it is hashed: the number of a ticket, and what stands for its owner. */
export interface Ticket {
  ticket: number;
  entrant: string;
}

/** What is told to everybody before anybody takes part: SHA-256 of the seed, in hex. */
export function commitmentTo(seed: string): string {
  return hash('sha256', seed);
}

/** SHA-256 of the list of tickets, in hex: whoever was added or taken away later shows. */
export function hashOfEntries(entries: readonly Ticket[]): string {
  const lines = entries
    .toSorted((a, b) => a.ticket - b.ticket)
    .map(({ ticket, entrant }) => `${ticket} ${entrant}\n`);
  return hash('sha256', lines.join(''));
}

/**
 * The tickets that win, the first prize first. Every ticket is drawn a number, HMAC-SHA256 of the seed over the list's hash
 * and the ticket; the lowest win. Anybody with the seed and the list comes to the same, and nobody without the seed can
 * tell beforehand. A ticket twice, or more prizes than tickets, changes nothing of that.
 */
export function drawTickets(seed: string, entries: readonly Ticket[], winners: number): number[] {
  const list = hashOfEntries(entries);
  const drawn = [...new Set(entries.map(({ ticket }) => ticket))].map((ticket) => ({
    ticket,
    number: createHmac('sha256', seed).update(`${list} ${ticket}`).digest('hex'),
  }));
  return drawn
    .toSorted((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : a.ticket - b.ticket))
    .slice(0, Math.max(0, winners))
    .map(({ ticket }) => ticket);
}
