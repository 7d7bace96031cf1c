import { z } from 'zod';

export const connectingSchema = z
  .strictObject({
    allowedNetworks: z
      .array(
        z
          .string()
          .regex(/^[0-9a-fA-F:.]+(?:\/\d{1,3})?$/, { error: 'not a network; write for example 10.1.0.0/16' }),
      )
      .default([])
      .describe(
        'Networks of your own in which `npx wafa connect` may look for mail servers, for example `10.1.0.0/16`; it goes to public addresses only.',
      ),
  })
  .prefault({});
