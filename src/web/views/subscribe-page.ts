import { html } from 'hono/html';
import type { ConsentSettings } from '../../config/schema.ts';
import type { Purpose } from '../../customers/consent/purpose.ts';
import { purposeTitle } from '../../customers/consent/topic-titles.ts';
import { PREFERENCE_WORDS } from '../words/preference-words.ts';
import { type CustomerFrame, customerPage } from './customer-page.ts';
import type { Html } from './layout.ts';
import { piecesOf } from './reason.ts';

export interface SubscribeView {
  frame: CustomerFrame;
  settings: ConsentSettings;
  /** What may be asked for. */
  offered: readonly Purpose[];
  chosen: readonly Purpose[];
  email: string;
  name: string;
  /** What is wrong with what was filled in. */
  problem?: 'notAnAddress' | 'nothingChosen';
}

/** The name of a field that people do not see and programs fill in. */
export const TRAP = 'website';

/** The page on which anybody asks for newsletters. */
export function subscribePage({ frame, settings, offered, ...given }: SubscribeView): Html {
  const words = PREFERENCE_WORDS[frame.locale];
  return customerPage(
    frame,
    html`<p>${words.subscribeIntro}</p>
${given.problem ? html`<div class="done" role="alert"><p>${words[given.problem]}</p></div>` : ''}
<form method="post">
<fieldset><legend>${words.topics}</legend>
${offered.map(
  (purpose) =>
    html`<label class="choice"><input type="checkbox" name="on" value="${purpose}"${
      given.chosen.includes(purpose) ? html` checked` : ''
    } /><span>${purposeTitle(purpose, frame.locale, settings)}</span></label>`,
)}
</fieldset>
<label class="field">${words.email}<input type="email" name="email" required maxlength="254" dir="ltr" autocomplete="email" placeholder="${words.emailExample}" value="${given.email}" /></label>
<label class="field">${words.name}<small>${words.optional}</small><input type="text" name="name" maxlength="100" dir="auto" autocomplete="name" value="${given.name}" /></label>
<div class="trap" aria-hidden="true"><label>Website<input type="text" name="${TRAP}" tabindex="-1" autocomplete="off" /></label></div>
<input type="hidden" name="locale" value="${frame.locale}" />
<button type="submit">${words.subscribe}</button>
</form>`,
  );
}

/** One of the moments after it, in a sentence. */
export function subscribeNotice(
  frame: CustomerFrame,
  moment: 'checkMail' | 'confirmed' | 'expired' | 'unknown' | 'later',
): Html {
  return customerPage(frame, html`<p role="status">${PREFERENCE_WORDS[frame.locale][moment]}</p>`);
}

/** The page behind the link of the letter: it asks once more, for mail scanners follow links. */
export function confirmPage(
  frame: CustomerFrame,
  purposes: readonly Purpose[],
  settings: ConsentSettings,
): Html {
  const words = PREFERENCE_WORDS[frame.locale];
  return customerPage(
    frame,
    html`<p>${words.confirmAsk}</p>
<ul>${purposes.map((purpose) => html`<li><b>${purposeTitle(purpose, frame.locale, settings)}</b></li>`)}</ul>
<form method="post"><button type="submit">${words.confirmButton}</button></form>`,
  );
}

/** What somebody agrees to by asking, in the words of the page: it is kept with the consent. */
export function agreement(
  frame: CustomerFrame,
  purposes: readonly Purpose[],
  settings: ConsentSettings,
): string {
  const list = new Intl.ListFormat(frame.locale, { type: 'conjunction' });
  const titles = list.format(purposes.map((purpose) => purposeTitle(purpose, frame.locale, settings)));
  return piecesOf(PREFERENCE_WORDS[frame.locale].agreement)
    .map(({ text, slot }) => text + (slot === 'titles' ? titles : ''))
    .join('');
}
