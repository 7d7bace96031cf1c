import type { MessageSize } from '../mailbox.ts';

/** What is fetched of a large mail at once; a mail of up to so much comes in one piece. */
export const PIECE_BYTES = 4 * 1024 * 1024;

/** RFC822.SIZE is not always exact; much more is no longer the mail that was asked for. */
const TOLERANCE = 1.25;

/** The most octets that a mail of which the server said `size` may have. */
export function mostOf(size: number): number {
  return Math.ceil(size * TOLERANCE) + PIECE_BYTES;
}

/** The sizes of large mails of the open folder, as the server told them last. */
export interface LargeSizes {
  note(sizes: readonly MessageSize[]): void;
  sizeOf(uid: number): number | undefined;
  forget(): void;
}

export function largeSizes(): LargeSizes {
  let large = new Map<number, number>();
  return {
    note(sizes) {
      large = new Map(sizes.filter(({ size }) => size > PIECE_BYTES).map(({ uid, size }) => [uid, size]));
    },
    sizeOf: (uid) => large.get(uid),
    forget: () => large.clear(),
  };
}
