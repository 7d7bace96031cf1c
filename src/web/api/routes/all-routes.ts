import type { ApiRoute } from '../api-route.ts';
import { COMPANY_ROUTES } from './companies.ts';
import { CONSENT_ROUTES } from './consent.ts';
import { CONTACT_ROUTES } from './contacts.ts';
import { LIST_ROUTES } from './lists.ts';
import { RECORDING_ROUTES } from './recording.ts';
import { SEGMENT_ROUTES } from './segments.ts';

/** Everything that the API answers, in the order of its description. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...CONTACT_ROUTES,
  ...COMPANY_ROUTES,
  ...RECORDING_ROUTES,
  ...LIST_ROUTES,
  ...SEGMENT_ROUTES,
  ...CONSENT_ROUTES,
];
