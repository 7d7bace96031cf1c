import { html } from 'hono/html';
import type { ConsentSettings } from '../../config/schema.ts';
import { purposesToChoose, purposeTitle } from '../../customers/consent/topic-titles.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { LOCALES, type Locale } from '../../lib/locale.ts';
import type { Preferences } from '../../outbox/preferences.ts';
import { PREFERENCE_WORDS, type PreferenceWords } from '../words/preference-words.ts';
import { type CustomerFrame, customerPage } from './customer-page.ts';
import { formatFor } from './format.ts';
import type { Html } from './layout.ts';
import { piecesOf } from './reason.ts';

/** What was done, with what was so before, so that it can be taken back. */
export interface ChoiceDone {
  what: 'saved' | 'stopped' | 'undone';
  before: Preferences & { locale: Locale };
}

export interface PreferencesView {
  frame: CustomerFrame;
  preferences: Preferences;
  settings: ConsentSettings;
  /** The end of a pause that begins now. */
  pauseUntil: Date;
  timeZone: string;
  done?: ChoiceDone;
}

const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', ar: 'العربية', fa: 'فارسی' };

/** The page behind the link "preferences" in a mail: what somebody gets, to be chosen without a login. */
export function preferencesPage(view: PreferencesView): Html {
  const words = PREFERENCE_WORDS[view.frame.locale];
  return customerPage(
    view.frame,
    html`<p>${words.intro}</p>
${view.done ? doneBox(view, view.done, words) : ''}
<form method="post">
<fieldset><legend>${words.topics}</legend>
${purposesToChoose(view.settings).map(
  (purpose) =>
    html`<label class="choice"><input type="checkbox" name="on" value="${purpose}"${
      view.preferences.on.includes(purpose) ? html` checked` : ''
    } /><span>${purposeTitle(purpose, view.frame.locale, view.settings)}</span></label>`,
)}
</fieldset>
${oftenFields(view, words)}
${languageField(view, words)}
<button type="submit" name="do" value="save">${words.save}</button>
</form>
<div class="stop"><p>${words.stopIntro} ${words.always}</p>
<form method="post"><button class="quiet" type="submit" name="do" value="stop">${words.stop}</button></form></div>`,
  );
}

/** A sentence and nothing to choose. */
export function preferencesNotice(frame: CustomerFrame, moment: 'unknown' | 'later'): Html {
  return customerPage(frame, html`<p>${PREFERENCE_WORDS[frame.locale][moment]}</p>`);
}

function oftenFields(view: PreferencesView, words: PreferenceWords): Html {
  const { lessOften, snoozedUntil } = view.preferences;
  const radio = (value: string, checked: boolean, title: string, note: Html | string) =>
    html`<label class="choice"><input type="radio" name="often" value="${value}"${
      checked ? html` checked` : ''
    } /><span>${title}${note === '' ? '' : html`<small>${note}</small>`}</span></label>`;
  const paused = snoozedUntil ?? view.pauseUntil;
  return html`<fieldset><legend>${words.often}</legend>
${radio('usual', !lessOften, words.usual, '')}
${radio('less', lessOften, words.less, fill(view, words.lessNote))}
<label class="choice"><input type="checkbox" name="pause" value="${paused.toISOString()}"${
    snoozedUntil ? html` checked` : ''
  } /><span>${words.pauseNow}<small>${fill(view, words.pauseNote, { date: paused })}</small></span></label>
</fieldset>`;
}

function languageField({ frame: { locale } }: PreferencesView, words: PreferenceWords): Html {
  return html`<fieldset><legend>${words.language}</legend>
<label class="field"><select name="locale" aria-label="${words.language}">${LOCALES.map(
    (one) =>
      html`<option value="${one}" lang="${one}"${one === locale ? html` selected` : ''}>${LANGUAGE_NAMES[one]}</option>`,
  )}</select></label></fieldset>`;
}

function doneBox(view: PreferencesView, { what, before }: ChoiceDone, words: PreferenceWords): Html {
  const lines = what === 'saved' ? changesSince(view, before, words) : [];
  const said =
    what === 'stopped'
      ? words.stopped
      : what === 'undone'
        ? words.undone
        : lines.length > 0
          ? words.done
          : words.nothingChanged;
  const undo = what !== 'undone' && (lines.length > 0 || what === 'stopped');
  return html`<div class="done" role="status"><p>${said}</p>
${lines.length > 0 ? html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>` : ''}
${undo ? undoForm(before, words) : ''}</div>`;
}

/** Says again what was so before; who may press it may choose all of that anyway. */
function undoForm(before: ChoiceDone['before'], { undo }: PreferenceWords): Html {
  return html`<form method="post">${before.on.map(
    (purpose) => html`<input type="hidden" name="on" value="${purpose}" />`,
  )}<input type="hidden" name="often" value="${before.lessOften ? 'less' : 'usual'}" />
${before.snoozedUntil ? html`<input type="hidden" name="pause" value="${before.snoozedUntil.toISOString()}" />` : ''}
<input type="hidden" name="locale" value="${before.locale}" />
<button class="quiet" type="submit" name="do" value="undo">${undo}</button></form>`;
}

function changesSince(view: PreferencesView, before: ChoiceDone['before'], words: PreferenceWords): Html[] {
  const { preferences: now, settings, frame } = view;
  const title = (purpose: Preferences['on'][number]) => purposeTitle(purpose, frame.locale, settings);
  const lines = purposesToChoose(settings).flatMap((purpose) => {
    const on = now.on.includes(purpose);
    if (on === before.on.includes(purpose)) return [];
    return [fill(view, on ? words.nowOn : words.nowOff, { title: title(purpose) })];
  });
  if (now.lessOften !== before.lessOften)
    lines.push(fill(view, now.lessOften ? words.nowLess : words.nowUsual));
  if (now.snoozedUntil?.getTime() !== before.snoozedUntil?.getTime()) {
    lines.push(
      now.snoozedUntil
        ? fill(view, words.nowPaused, { date: now.snoozedUntil })
        : fill(view, words.nowUnpaused),
    );
  }
  if (frame.locale !== before.locale) lines.push(fill(view, words.nowLanguage));
  return lines;
}

/** Puts `{title}`, `{date}` and `{days}` into a sentence, in the reader's digits and calendar. */
function fill(view: PreferencesView, sentence: string, values: { title?: string; date?: Date } = {}): Html {
  const format = formatFor(view.frame.locale, view.timeZone);
  const days = format.number(Math.round(view.settings.lessOften / DAY_MS));
  return html`${piecesOf(sentence).map(({ text, slot }) => {
    if (slot === 'date') return html`${text}${format.day(values.date ?? null)}`;
    if (slot === 'days') return `${text}${days}`;
    return slot === 'title' ? html`${text}<b>${values.title ?? ''}</b>` : text;
  })}`;
}
