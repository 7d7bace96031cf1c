import { z } from 'zod';

const nullable = <T extends z.ZodType>(type: T) => type.nullish();
const textHash = z.object({
  sha1_nows: z.string(),
  len_nows: z.number(),
  head_nows: z.string().optional(),
  tail_nows: z.string().optional(),
});
const address = z.object({ name: nullable(z.string()), address: nullable(z.string()) });

/** What is asserted about one sample; a field that is null or absent is not judged. */
const expected = z.object({
  class: nullable(z.string()),
  class_also_ok: nullable(z.array(z.string())),
  recipients: nullable(z.array(z.string())),
  recipients_also_ok: nullable(z.array(z.string())),
  status: nullable(z.string()),
  kind: nullable(z.string()),
  kind_definition: nullable(z.string()),
  kind_contested: z.unknown().optional(),
  permanence: nullable(z.string()),
  reply: nullable(
    z.object({
      text: nullable(z.string()),
      text_hash: nullable(textHash),
      text_alternatives: nullable(z.array(z.string())),
      alternative_hashes: nullable(z.array(textHash)),
      starts_with: nullable(z.string()),
      contains: nullable(z.array(z.string())),
      not_contains: nullable(z.array(z.string())),
      signature_text: nullable(z.string()),
      max_ms: nullable(z.number()),
    }),
  ),
  parse: nullable(
    z.object({
      subject: nullable(z.string()),
      from: nullable(z.array(address)),
      to: nullable(z.array(address)),
      cc: nullable(z.array(address)),
      date: nullable(z.string()),
      message_id: nullable(z.string()),
      references: nullable(z.array(z.string())),
      text: nullable(textHash),
      text_contains: nullable(z.array(z.string())),
      attachments: nullable(
        z.array(
          z.object({
            filename: nullable(z.string()),
            content_type: nullable(z.string()),
            size: nullable(z.number()),
          }),
        ),
      ),
      attachment_count: nullable(z.number()),
      must_not_throw: nullable(z.boolean()),
      no_subject: nullable(z.boolean()),
      no_text_part: nullable(z.boolean()),
    }),
  ),
  thread: nullable(
    z.object({
      groups: nullable(z.array(z.array(z.number()))),
      algorithm: nullable(z.string()),
      use_first: nullable(z.number()),
    }),
  ),
});

const sample = z.object({
  file: nullable(z.string()),
  files: nullable(z.array(z.string())),
  expected,
  label: nullable(z.object({ strength: nullable(z.string()) })),
});

/** The file `expected.json` of one task. */
export const expectedFile = z.record(z.string(), sample);

export type Expected = z.infer<typeof expected>;
export type Sample = z.infer<typeof sample>;
