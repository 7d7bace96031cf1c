import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hasHash, sameReadable } from '../../../src/operations/evaluation/text.ts';

describe('how texts are compared with labels', () => {
  it('takes any letter beyond ASCII where the label could not read one, and no other', () => {
    expect(sameReadable('Die Frösche', 'DieFr\ufffdsche')).toBe(true);
    expect(sameReadable('Die Frusche', 'DieFr\ufffdsche')).toBe(false);
    expect(sameReadable('Die Frösch', 'DieFr\ufffdsche')).toBe(false);
    expect(sameReadable('Die Frösche', 'Die Fräsche')).toBe(false);
  });

  it('compares hashes so only where the label shows that it could not read', () => {
    const sha1_nows = createHash('sha1').update('Fr\ufffdsche').digest('hex');
    expect(hasHash('Frösche', { sha1_nows, head_nows: 'Fr\ufffdsche' })).toBe(true);
    expect(hasHash('Frösche', { sha1_nows })).toBe(false);
    expect(hasHash('Froesche', { sha1_nows, head_nows: 'Fr\ufffdsche' })).toBe(false);
  });
});
