import { expect, it } from "vitest";
import { energyTable } from "../../src/report/energy-table.ts";
import { madeUpResult } from "./results.ts";

it("the energy table sets each network's bytes and energy beside the squeezed one's", () => {
  const result = madeUpResult({ squeezed: "linear-80-4-bit" });
  const { rows, notes, caption } = energyTable(result);
  const cells = rows.filter((row): row is readonly string[] => !("heading" in row));
  const [model] = result.models;
  expect(caption).toContain("an estimate, not measured");
  expect(cells.slice(0, 5).map(([title]) => title)).toEqual([
    "Original",
    "Pruned",
    "Quantised",
    "Pruned and quantised",
    "Squeezed",
  ]);
  const weights = model?.variants[0]?.layers.reduce((sum, layer) => sum + layer.weights, 0);
  expect(cells[0]?.[2]).toBe(weights?.toLocaleString("en-US"));
  expect(notes.join(" ")).toContain("Horowitz 2014");
});

it("the energy table says nothing of a board where no price is known, and the board's energy where one is", () => {
  const result = madeUpResult({ squeezed: "linear-80-4-bit" });
  expect(squeezedCells(result)[4]).toBe("");
  const [model] = result.models;
  const price = {
    mode: "stream" as const,
    seconds: 4,
    instructionsPerSecond: 5e6,
    instructionsAfterLastSample: 1000,
    ramBytes: 20_000,
    flashBytes: 30_000,
  };
  const squeezed = model?.squeezed && {
    ...model.squeezed,
    candidates: model.squeezed.candidates.map((candidate) => ({ ...candidate, price })),
  };
  // 20 M instructions · 1.2 to 1.8 cycles · 0.155 nJ
  expect(squeezedCells({ ...result, models: [{ ...model, squeezed }] as typeof result.models })[4]).toBe(
    "3.7 to 5.6 for 4 s of sound",
  );
});

function squeezedCells(result: ReturnType<typeof madeUpResult>): readonly string[] {
  const found = energyTable(result).rows.find((row) => !("heading" in row) && row[0] === "Squeezed");
  return found as readonly string[];
}
