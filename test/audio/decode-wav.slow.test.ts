import { expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { mutatedWav } from "./mutated-wav.ts";

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
