import { writeFile } from 'node:fs/promises';
import { configurationReference } from '../../src/config/configuration-reference.ts';
import { describeSchema } from '../../src/database/describe-schema.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { openApiDocument } from '../../src/web/api/openapi.ts';

/** Writes the generated files that tests hold current: `npm run generate`. */
const root = new URL('../../', import.meta.url);

const open = await openDatabase({ kind: 'pglite' }, () => {});
await migrate(open.db);
await writeFile(new URL('migrations/schema.sql', root), await describeSchema(open.db));
await open.close();
await writeFile(new URL('docs/configuration.md', root), configurationReference());
await writeFile(new URL('docs/openapi.json', root), `${JSON.stringify(openApiDocument(), undefined, 2)}\n`);
