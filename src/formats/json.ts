/**
 * JSON inside our files: small records that come from outside and are checked before they are believed.
 */

import { FormatError } from "../core/errors.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonRecord;

/** An object in JSON. */
export interface JsonRecord {
  readonly [name: string]: JsonValue;
}

/** Nested deeper, a record is no longer ours, and walking through it could exhaust the stack. */
const DEEPEST_NESTING = 32;

/**
 * The record that some bytes (UTF-8) or a text hold.
 *
 * @param where  What to call the place in an error.
 */
export function parseJsonRecord(source: Uint8Array | string, where: string): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(typeof source === "string" ? source : new TextDecoder("utf-8", { fatal: true }).decode(source));
  } catch (cause) {
    throw new FormatError(`${where}: is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isRecord(value) || nestsDeeperThan(value, DEEPEST_NESTING))
    throw new FormatError(`${where}: must be a JSON object, nested at most ${DEEPEST_NESTING} deep`);
  return value as JsonRecord;
}

/** Whether a value is an object with names, no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts that are all different and not empty, such as the names of features. */
export function isNameList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.every((name) => typeof name === "string" && name !== "") &&
    new Set(value).size === value.length
  );
}

function nestsDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return limit === 0 || Object.values(value).some((inner) => nestsDeeperThan(inner, limit - 1));
}

/** A plain value as a JSON record: what it would be after being written and read. */
export function asJson(value: object): JsonRecord {
  return JSON.parse(JSON.stringify(value)) as JsonRecord;
}
