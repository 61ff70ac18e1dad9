/**
 * The options of a squeeze's search: what it may choose, how it searches, and what a drop is that matters.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { DEVICE_NAMES, DEVICES, type DeviceBudget, type DeviceName } from "../../device/budget.ts";
import { FAMILIES, type Family, SQUEEZE_DEFAULTS, type SqueezeOptions } from "../../squeeze/options.ts";
import { bitCounts, byteSize, choice, choices, instructionCount, positiveNumber, share } from "./option-parsers.ts";

/** Options of the squeeze's search: what is wanted, and how long to look. */
export interface SearchFlags {
  /** Bytes. */
  readonly targetSize?: number;
  /** Times smaller than the original's zip. */
  readonly targetRatio?: number;
  readonly margin: number;
  readonly budgetMinutes?: number;
  /** Folds of cross-validation, where they are asked for. */
  readonly folds?: number;
  readonly families: Family[];
  readonly bits: number[];
  readonly device?: DeviceName;
  readonly budgetInstructions?: number;
  /** Bytes. */
  readonly budgetRam?: number;
  /** Bytes. */
  readonly budgetFlash?: number;
  /** Seconds. */
  readonly window: number;
}

/** Adds what may be chosen (size, device, budget), how is searched, and the margin. */
export function addSearchOptions(command: Command): Command {
  const { margin, bits, windowSeconds } = SQUEEZE_DEFAULTS;
  return command
    .option("--target-size <size>", "the best of at most this size, as 144KB or 28KiB", byteSize)
    .option("--target-ratio <times>", "the best of at most this share of the original's zip", positiveNumber)
    .option("--device <name>", "a device with its budget: what it may spend on a network", choice(DEVICE_NAMES))
    .option("--budget-instructions <count>", "instructions per second of sound, as 5M", instructionCount)
    .option("--budget-ram <size>", "RAM of the device, as 24KB", byteSize)
    .option("--budget-flash <size>", "flash of the device: code, tables and network, as 40KB", byteSize)
    .option("--window <seconds>", "sound per verdict on the device", positiveNumber, windowSeconds)
    .option("--margin <drop>", "smallest drop of UAR that matters", share, margin)
    .option("--budget-minutes <minutes>", "end the search with what it has after so long", positiveNumber)
    .option("--families <names>", "which ways to search", choices(FAMILIES), [...FAMILIES])
    .option("--bits <list>", "bits of a codebook's indices, as 4,3", bitCounts, [...bits]);
}

/**
 * How the search goes.
 *
 * @param zipBytes  Size of the original as a zip, which --target-ratio divides.
 * @throws UserError if options contradict each other, or the margin is 0.
 */
export function searchOptions(flags: SearchFlags, zipBytes: number): SqueezeOptions {
  const { families, bits, margin, targetSize, targetRatio } = flags;
  if (targetSize !== undefined && targetRatio !== undefined)
    throw new UserError("--target-size and --target-ratio: only one of them can be asked for");
  if (margin === 0) throw new UserError("--margin: must be above 0, as no search can show that nothing at all is lost");
  if (flags.folds !== undefined) refuseBudgetInFolds(flags);
  const targetBytes = targetRatio === undefined ? (targetSize ?? null) : Math.floor(zipBytes / targetRatio);
  const budget = budgetOf(flags);
  return { ...SQUEEZE_DEFAULTS, families, bits, margin, targetBytes, budget, windowSeconds: flags.window };
}

/** @throws UserError if a search that has folds would end by the clock. */
export function refuseBudgetInFolds({ budgetMinutes, folds }: Pick<SearchFlags, "budgetMinutes" | "folds">): void {
  if (budgetMinutes === undefined) return;
  throw new UserError(
    folds === undefined
      ? "--budget-minutes: does not go with cross-validation, as folds must not differ in time, and these data are cross-validated, as they have fewer than 30 speakers and no partitions; leave it out, or name partitions"
      : "--budget-minutes and --folds: only one of them can be asked for, as folds must not differ in time",
  );
}

/** The named device's limits, each replaced where it was given itself; null where neither was. */
function budgetOf({ device, budgetInstructions, budgetRam, budgetFlash }: SearchFlags): DeviceBudget | null {
  if (!device && [budgetInstructions, budgetRam, budgetFlash].every((limit) => limit === undefined)) return null;
  const named = device && DEVICES[device];
  return {
    instructionsPerSecond: budgetInstructions ?? named?.instructionsPerSecond ?? null,
    ramBytes: budgetRam ?? named?.ramBytes ?? null,
    flashBytes: budgetFlash ?? named?.flashBytes ?? null,
  };
}
