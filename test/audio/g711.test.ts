import { expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { A_LAW, MU_LAW } from "../../src/audio/g711.ts";
import { wavBytes } from "./wav-bytes.ts";

/** Decision values, tables 1a and 2a of G.711, on the scale of 16 bits: the outputs lie halfway between two of them. */
it("has the outputs of G.711, tables 1a and 2a: y = (x(n) + x(n+1)) / 2 of the segments' decision values", () => {
  const muOutputs = [0, 2, 30, 33, 93, 99, 219, 231, 471, 495, 975, 1023, 1983, 2079, 3999, 4191, 8031];
  const mu = new Set(Array.from(MU_LAW, (value) => Math.abs(value) / 4));
  for (const output of muOutputs) expect(mu).toContain(output);
  const aOutputs = [1, 3, 31, 33, 63, 66, 126, 132, 252, 264, 504, 528, 1008, 1056, 2016, 2112, 4032];
  const a = new Set(Array.from(A_LAW, (value) => Math.abs(value) / 8));
  for (const output of aOutputs) expect(a).toContain(output);
});

it("has 255 values in µ-law, twice 0, and 256 in A-law, odd around 0", () => {
  expect([new Set(MU_LAW).size, new Set(A_LAW).size]).toEqual([255, 256]);
  for (let byte = 0; byte < 128; byte++) {
    expect(MU_LAW[byte] + MU_LAW[byte + 128]).toBe(0);
    expect(A_LAW[byte] + A_LAW[byte + 128]).toBe(0);
  }
  expect([MU_LAW[0x00], MU_LAW[0x80], MU_LAW[0x7f], MU_LAW[0xff]]).toEqual([-32124, 32124, 0, 0]);
  expect([A_LAW[0xaa], A_LAW[0x2a], A_LAW[0xd5], A_LAW[0x55]]).toEqual([32256, -32256, 8, -8]);
});

it("is read from WAV files, plain and extensible, as the 16-bit file that it stands for", () => {
  const data = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  for (const [tag, table] of [
    [6, A_LAW],
    [7, MU_LAW],
  ] as const) {
    const pcm = decodeWav(wavBytes({ data: new Uint8Array(table.buffer) }));
    expect(decodeWav(wavBytes({ tag, bits: 8, data }))).toEqual(pcm);
    expect(decodeWav(wavBytes({ subFormat: tag, bits: 8, data }))).toEqual(pcm);
  }
});
