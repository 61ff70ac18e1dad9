import { createHash } from "node:crypto";
import { afterEach, expect, it, vi } from "vitest";
import { Random } from "../../../src/core/random.ts";

/** Everything that the tables are made with and that engines compute each in their own way. */
const FUNCTIONS = ["cos", "sin", "exp", "log", "log2", "atan"] as const;

/** Of the bytes of all tables, and of the edges of the bands of energy: what a firmware has in its flash. */
const DIGEST = "3da35ae987c426a2a08aa4ce864a48da5e42adf556a543433489bcdd2f15effb";

/** The digest of tables that are made anew, with a module of their own. */
async function digest(): Promise<string> {
  vi.resetModules();
  const { deviceTables, ENERGY_BANDS } = await import("../../../src/features/device/tables.ts");
  const hash = createHash("sha256");
  for (const [name, table] of Object.entries(deviceTables()))
    hash.update(name).update(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
  for (const { lowBin, highBin, lowWeight, highWeight } of ENERGY_BANDS)
    hash.update(Float32Array.of(lowBin, highBin, lowWeight, highWeight));
  return hash.digest("hex");
}

/** A double that is so many units in the last place away; whole numbers stay, as engines have them exactly. */
function moved(value: number, units: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(units));
  return view.getFloat64(0);
}

afterEach(() => vi.restoreAllMocks());

it("are the same to the last bit as when they were first made", async () => {
  expect(await digest()).toBe(DIGEST);
});

it.each([1, 2, 4, 8, 16])(
  "are the same where every cosine, logarithm and exponential is off by up to %d last units",
  async (most) => {
    const random = new Random(most);
    for (const name of FUNCTIONS) {
      const own = Math[name];
      vi.spyOn(Math, name).mockImplementation((x) => moved(own(x), Math.round((2 * random.uniform() - 1) * most)));
    }
    expect(await digest()).toBe(DIGEST);
  },
);

it("are not the same where they are off by a part in 2^30: the test would see it", async () => {
  const own = Math.cos;
  vi.spyOn(Math, "cos").mockImplementation((x) => own(x) * (1 + 2 ** -30));
  expect(await digest()).not.toBe(DIGEST);
});
