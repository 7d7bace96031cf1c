import { html } from 'hono/html';
import type { Invitation } from '../../customers/surveys/store-answer.ts';
import type { Survey } from '../../customers/surveys/survey.ts';
import { SCALES } from '../../customers/surveys/survey.ts';
import { SURVEY_WORDS } from '../words/survey-words.ts';
import { type CustomerFrame, customerPage } from './customer-page.ts';
import { formatFor } from './format.ts';
import type { Html } from './layout.ts';

/** What the page shows of an invitation. */
export interface SurveyView {
  frame: CustomerFrame;
  invitation: Invitation;
  /** For the words at the ends of the scale; undefined when the survey is gone. */
  survey: Survey | undefined;
  /** Chosen by the link that was followed, or answered before. */
  score: number | null;
  /** The answer was just kept, or nothing was in it. */
  moment: 'ask' | 'thanks' | 'choose';
  timeZone: string;
}

/** The page behind the links of a survey: the question, its scale, and room for words; asked by GET, answered by POST. */
export function surveyPage(view: SurveyView): Html {
  const { frame, invitation, moment } = view;
  const words = SURVEY_WORDS[frame.locale];
  return customerPage(
    frame,
    html`${moment === 'thanks' ? html`<div class="done" role="status"><p>${words.thanks}</p><p>${words.change}</p></div>` : ''}
${moment === 'choose' ? html`<p role="alert">${words.choose}</p>` : ''}
<form method="post">
<h2 id="question"><bdi>${invitation.question}</bdi></h2>
<fieldset aria-labelledby="question">${scaleOf(view)}
<label class="field">${invitation.kind === 'question' ? '' : words.why}
<textarea name="text" rows="4" maxlength="4000"${invitation.kind === 'question' ? html` aria-label="${invitation.question}"` : ''}>${invitation.answer}</textarea></label>
</fieldset>
<button type="submit">${words.send}</button>
</form>`,
  );
}

/** A sentence and nothing to answer. */
export function surveyNotice(frame: CustomerFrame, moment: 'unknown' | 'later' | 'late'): Html {
  return customerPage(frame, html`<p>${SURVEY_WORDS[frame.locale][moment]}</p>`);
}

function scaleOf({ frame: { locale }, invitation, survey, score, timeZone }: SurveyView): Html | string {
  const scale = SCALES[invitation.kind];
  if (!scale) return '';
  const [least, most] = scale;
  const { number } = formatFor(locale, timeZone);
  const scores = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  const low = survey?.low?.[locale];
  const high = survey?.high?.[locale];
  return html`<div class="scale">${scores.map(
    (value) =>
      html`<label><input type="radio" name="score" value="${value}"${
        value === score ? html` checked` : ''
      } /><span>${number(value)}</span></label>`,
  )}</div>${low === undefined || high === undefined ? '' : html`<p class="ends"><span>${low}</span><span>${high}</span></p>`}`;
}
