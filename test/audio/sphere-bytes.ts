/**
 * NIST SPHERE files made by hand.
 */

import { joined, letters } from "./wav-bytes.ts";

/** A header of 1024 bytes with some fields, as they stand in it: `"sample_rate -i 16000"`. */
export function sphereBytes(fields: readonly string[], body: Uint8Array): Uint8Array {
  const header = new Uint8Array(1024).fill(0x20);
  header.set(letters(["NIST_1A", "   1024", ...fields, "end_head", ""].join("\n")));
  return joined([header, body]);
}

/** Fields of 16-bit PCM, one channel. */
export function pcmFields(byteFormat: "01" | "10", sampleCount: number, ...more: readonly string[]): string[] {
  return [
    "database_id -s5 TIMIT",
    "channel_count -i 1",
    `sample_count -i ${sampleCount}`,
    "sample_rate -i 16000",
    "sample_n_bytes -i 2",
    `sample_byte_format -s2 ${byteFormat}`,
    "sample_sig_bits -i 16",
    ...more,
  ];
}
