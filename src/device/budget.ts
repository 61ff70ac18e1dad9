/**
 * What a device may spend on a network, and by how much a price is beyond it.
 */

import { bytesText, millionsText } from "../core/number-text.ts";
import type { DevicePrice, PricedStage } from "./price.ts";

/** Limits; null where there is none. */
export interface DeviceBudget {
  readonly instructionsPerSecond: number | null;
  readonly ramBytes: number | null;
  readonly flashBytes: number | null;
}

/** Budgets with a name. KB are 1000 bytes. */
export const DEVICES = {
  // A twelfth of 64 MHz at 1.5 cycles per instruction; a tenth of the RAM of an nRF52840
  "cortex-m4f": { instructionsPerSecond: 5e6, ramBytes: 24_000, flashBytes: 40_000 },
  // All features of 4 seconds
  "cortex-m7": { instructionsPerSecond: 40e6, ramBytes: 256_000, flashBytes: 128_000 },
} as const satisfies Record<string, DeviceBudget>;

/** A set of limits by the name of a processor. */
export type DeviceName = keyof typeof DEVICES;

export const DEVICE_NAMES = Object.keys(DEVICES) as readonly DeviceName[];

const RESOURCES = ["instructionsPerSecond", "ramBytes", "flashBytes"] as const;

type Resource = (typeof RESOURCES)[number];

/** The totals of a price. */
export type Spending = Pick<DevicePrice, Resource>;

/** Whether nothing is spent beyond the budget. */
export function isWithin(spending: Spending, budget: DeviceBudget): boolean {
  return excess(spending, budget) === 0;
}

/** By how much a price is beyond a budget: the shares of each limit that it takes too much, added. 0 within it. */
export function excess(spending: Spending, budget: DeviceBudget): number {
  return RESOURCES.reduce((sum, resource) => sum + Math.max(0, used(spending, budget, resource) - 1), 0);
}

/** Shares of the limits that are used, added: what to save where nothing is beyond its limit. */
export function totalUse(spending: Spending, budget: DeviceBudget): number {
  return RESOURCES.reduce((sum, resource) => sum + used(spending, budget, resource), 0);
}

function used(spending: Spending, budget: DeviceBudget, resource: Resource): number {
  const limit = budget[resource];
  return limit === null ? 0 : spending[resource] / limit;
}

/** The budget with this share of its instructions: for networks that need less than they may. */
export function withInstructions(budget: DeviceBudget, share: number): DeviceBudget {
  const { instructionsPerSecond } = budget;
  return { ...budget, instructionsPerSecond: instructionsPerSecond === null ? null : share * instructionsPerSecond };
}

const WORDS: Record<Resource, (amount: number) => string> = {
  instructionsPerSecond: (amount) => `${millionsText(amount)} instructions per second`,
  ramBytes: (amount) => `${bytesText(amount)} of RAM`,
  flashBytes: (amount) => `${bytesText(amount)} of flash`,
};

/** The limits in words: "5.0 M instructions per second, 23.4 KiB of RAM". */
export function budgetText(budget: DeviceBudget): string {
  return RESOURCES.flatMap((resource) => {
    const limit = budget[resource];
    return limit === null ? [] : [WORDS[resource](limit)];
  }).join(", ");
}

/** Stages that an explanation names of each resource. */
const NAMED_STAGES = 3;

/** What is beyond the budget, and which stages cost most of it. */
export function excessText(price: DevicePrice, budget: DeviceBudget): string {
  return RESOURCES.flatMap((resource) => {
    const limit = budget[resource];
    if (limit === null || price[resource] <= limit) return [];
    const dearest = [...price.stages]
      .sort((a, b) => amountOf(b, resource, price) - amountOf(a, resource, price))
      .slice(0, NAMED_STAGES)
      .map((stage) => `${stageText(stage.stage)} ${shortText(amountOf(stage, resource, price), resource)}`);
    return [`${WORDS[resource](price[resource])} (${dearest.join(", ")})`];
  }).join("; ");
}

function amountOf(stage: PricedStage, resource: Resource, { seconds }: DevicePrice): number {
  return resource === "instructionsPerSecond"
    ? stage.instructionsPerSecond + stage.instructionsAfterLastSample / seconds
    : stage[resource];
}

function shortText(amount: number, resource: Resource): string {
  return resource === "instructionsPerSecond" ? millionsText(amount) : bytesText(Math.round(amount));
}

/** A stage's name in words. */
export function stageText(stage: string): string {
  return stage.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
