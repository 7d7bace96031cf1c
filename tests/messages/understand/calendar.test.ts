import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import { readCalendar } from '../../../src/messages/understand/calendar.ts';
import { mailFromMaryam } from '../compose-mail.ts';

const read = async (lines: string[]) =>
  readCalendar(
    await parseMessage(
      mailFromMaryam(
        { 'Content-Type': 'text/calendar; method=REQUEST; charset=utf-8' },
        [
          'BEGIN:VCALENDAR',
          'METHOD:REQUEST',
          'BEGIN:VEVENT',
          ...lines,
          'END:VEVENT',
          'END:VCALENDAR',
          '',
        ].join('\n'),
      ),
    ),
  );

describe('an invitation', () => {
  it('names its organizer, whatever stands in the name', async () => {
    const organizer = async (line: string) => (await read([line]))?.organizer;
    expect(await organizer('ORGANIZER;CN=Karim Haddad:mailto:karim@workshop.example')).toBe(
      'karim@workshop.example',
    );
    expect(await organizer('ORGANIZER;CN="Haddad: Karim":MAILTO:Karim@workshop.example')).toBe(
      'karim@workshop.example',
    );
    expect(await organizer('ORGANIZER:mailto:karim@workshop.example')).toBe('karim@workshop.example');
    expect(await organizer('ORGANIZER;CN=Karim')).toBeNull();
  });

  it('is read across folded lines without a blank that was not there', async () => {
    const found = await read([
      'SUMMARY:Tasting of the spr',
      ' ing breads\\, with tea',
      'DTSTART;TZID=Europe/Vienna:20260316T1430',
      '\t00',
    ]);
    expect(found).toMatchObject({
      summary: 'Tasting of the spring breads, with tea',
      start: '20260316T143000',
      zone: 'europe/vienna',
    });
  });
});
