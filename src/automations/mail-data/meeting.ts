import type { FillGroup } from './fill-group.ts';

/** The meeting that a run is about; the first line of what was noted is its title. */
export const meetingData: FillGroup = async (tx, { facts, about }) => {
  const meetings = tx
    .selectFrom('interactions')
    .select(['at', 'summary'])
    .where('contact_id', '=', facts.contactId)
    .where('channel', '=', 'meeting');
  const meeting =
    about.meetingId === undefined
      ? await meetings.where('at', '<=', about.since).orderBy('at', 'desc').limit(1).executeTakeFirst()
      : await meetings.where('id', '=', about.meetingId).executeTakeFirst();
  if (!meeting) return undefined;
  const [title = '', ...lines] = meeting.summary.split('\n');
  const summary = lines.join('\n').trim();
  return {
    at: meeting.at,
    title: title || UNTITLED[facts.locale ?? 'en'],
    ...(summary === '' ? {} : { summary }),
  };
};

const UNTITLED = { en: 'our meeting', ar: 'لقاؤنا', fa: 'دیدار ما' };
