/** How often a field was right; `wrong` are the ids of the samples where it was not. */
export interface FieldScore {
  samples: number;
  right: number;
  wrong: string[];
}

export type TaskScores = Record<string, FieldScore>;

/** Whether each judged field of one sample is right; a field that is not judged is absent. */
export type Judgement = Record<string, boolean>;

/** Adds one sample's judgement to the scores of its task. */
export function addJudgement(scores: TaskScores, id: string, judgement: Judgement): void {
  for (const [field, right] of Object.entries(judgement)) {
    const score = (scores[field] ??= { samples: 0, right: 0, wrong: [] });
    score.samples++;
    if (right) score.right++;
    else score.wrong.push(id);
  }
}

/** 0 to 1, in thousandths; 0 when there were no samples. */
export function accuracyOf({ samples, right }: FieldScore): number {
  return samples === 0 ? 0 : Math.round((right / samples) * 1000) / 1000;
}
