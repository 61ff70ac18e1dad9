/**
 * What this process is called among those of other machines: process numbers alone are the same in every container.
 */

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";

/** Of this process and thread alone. Hexadecimal digits. */
export const PROCESS_TOKEN = randomBytes(4).toString("hex");

/** Machine, process number and token, fit for a file name. */
export function processName(): string {
  return `${hostname().replace(/[^\w-]/g, "-")}-${process.pid}-${PROCESS_TOKEN}`;
}
