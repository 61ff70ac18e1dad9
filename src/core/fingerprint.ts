/**
 * SHA-256 of data and settings: two runs with the same fingerprint give the same result, so one can go on for the other.
 */

/** SHA-256 of some bytes or a text (UTF-8), hexadecimal. */
export async function sha256(content: string | ArrayBufferView<ArrayBufferLike>): Promise<string> {
  const bytes =
    typeof content === "string"
      ? new TextEncoder().encode(content)
      : new Uint8Array(content.buffer as ArrayBuffer, content.byteOffset, content.byteLength);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Fingerprint of plain settings; the order of their fields counts. */
export function fingerprintOf(settings: unknown): Promise<string> {
  return sha256(JSON.stringify(settings));
}
