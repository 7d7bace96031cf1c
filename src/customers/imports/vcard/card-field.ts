/** Under this name a row of a file of cards gives all lines of a card. */
export const CARD_FIELD = 'card';
