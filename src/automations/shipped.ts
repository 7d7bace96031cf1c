import { fileURLToPath } from 'node:url';

/** The automations as they come with Wafa, all off; `init` puts a copy beside a configuration that has none. */
export const SHIPPED_AUTOMATIONS = fileURLToPath(new URL('../../config/automations', import.meta.url));
