import { parentPort } from 'node:worker_threads';
import mjml2html from 'mjml';
import type { MjmlResult } from './mjml-cache.ts';

/** What the worker thread is asked, and answers. */
export interface MjmlRequest {
  id: number;
  mjml: string;
}
export type MjmlAnswer = Pick<MjmlRequest, 'id'> & MjmlResult;

parentPort?.on('message', ({ id, mjml }: MjmlRequest) => {
  void compile(mjml).then((result) => parentPort?.postMessage({ id, ...result } satisfies MjmlAnswer, []));
});

async function compile(mjml: string): Promise<MjmlResult> {
  try {
    const { html, errors } = await mjml2html(mjml, { validationLevel: 'soft', keepComments: false });
    // Colours and sizes that are expressions only get their value when a mail is written.
    const real = errors.filter(({ message }) => !/has invalid value: .*\{\{/.test(message));
    return { html, errors: real.map(({ line, message, tagName }) => ({ line, message, tagName })) };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { html: '', errors: [{ line: 0, message, tagName: 'mjml' }] };
  }
}
