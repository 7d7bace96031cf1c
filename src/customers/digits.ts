export { latinDigits } from '../messages/clean-text.ts';
