/** stub for the first run */
export function extractReplyText(text: string): string {
  return text;
}
