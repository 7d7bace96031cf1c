import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** Jsonb: any JSON value out, a JSON string in. */
export type Json<T extends object> = JSONColumnType<T>;
/** Filled by the database from the scope of the transaction; never given by hand. */
export type BusinessId = Generated<string>;
export type CreatedAt = Generated<Date>;
/** Has a default in the database. */
export type Defaulted<T> = ColumnType<T, T | undefined, T>;
export type DefaultedJson = ColumnType<object, string | undefined, string>;
