import type { ImportKind, Mapping } from './mapping.ts';

/** Mappings that are shipped: for files that many have. A saved one of the same name counts before it. */
export const READY_MAPPINGS: readonly { kind: ImportKind; name: string; about: string; mapping: Mapping }[] =
  [
    {
      kind: 'purchases',
      name: 'cdnow',
      about: 'the CDNOW log: customer, number in the sample, day, discs, dollars; a line each, no header',
      mapping: {
        layout: 'whitespace',
        header: false,
        columns: { customer: '1', date: '3', quantity: '4', amount: '5' },
        constants: { product: 'CD', currency: 'USD' },
        dateFormat: 'YYYYMMDD',
        system: 'cdnow',
      },
    },
    {
      kind: 'purchases',
      name: 'shopify',
      about: 'the order export of Shopify, a line for each item: its "Name" is the number of the order',
      mapping: { columns: { order: 'Name', name: 'Billing Name' }, constants: {} },
    },
  ];
