export { latinDigits } from '../../messages/parse/clean-text.ts';
