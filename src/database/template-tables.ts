import type { BusinessId, Json } from './column-types.ts';

/** Tables of migrations/0003-templates.ts. */
export interface TemplateTables {
  template_versions: TemplateVersionsTable;
}

export type TemplateState = 'draft' | 'published' | 'retired';

/** One version of one of a business's own templates; its files never change, its state does. */
interface TemplateVersionsTable {
  business_id: BusinessId;
  /** Of the mail; `layout` and `partials` hold what mails share. */
  name: string;
  /** Counts up from 1 for each name. */
  number: number;
  state: TemplateState;
  /** Text by path inside the folder: `template.yaml`, `en/subject.hbs`. */
  files: Json<Record<string, string>>;
  hash: string;
  author: string;
  note: string;
  created_at: Date;
  state_at: Date;
}
