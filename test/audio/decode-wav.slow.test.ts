import { expect, it } from "vitest";
import { decodeAudio } from "../../src/audio/decode-audio.ts";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { mutatedRarity, mutatedWav } from "./mutated-wav.ts";

it("decodeAudio gives a signal no longer than its bytes or a FormatError for 50000 mutated RF64, tagged and SPHERE files", async () => {
  const random = new Random(4);
  const decoder = async () => ({ channels: [Float32Array.of(0)], sampleRateHz: 16_000 });
  let longest = 0;
  let read = 0;
  for (let i = 0; i < 50_000; i++) {
    const bytes = mutatedRarity(random);
    const startedMs = performance.now();
    try {
      if ((await decodeAudio(bytes, decoder)).samples.length > bytes.length)
        expect.unreachable("more samples than bytes");
      read++;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
    longest = Math.max(longest, performance.now() - startedMs);
  }
  expect(longest).toBeLessThan(1000);
  expect(read).toBeGreaterThan(10_000);
  expect(read).toBeLessThan(40_000);
});

it("decodeWav gives a signal no longer than its bytes or a FormatError for 100000 mutated files", () => {
  const random = new Random(3);
  let longest = 0;
  for (let i = 0; i < 100_000; i++) {
    const bytes = mutatedWav(random);
    const startedMs = performance.now();
    try {
      if (decodeWav(bytes).samples.length > bytes.length) expect.unreachable("more samples than bytes");
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
    longest = Math.max(longest, performance.now() - startedMs);
  }
  expect(longest).toBeLessThan(1000);
});
