/**
 * How many steps a network needs on a corpus: its devel UAR along one long run for each seed, whose beginning is every
 * shorter run, as the learning rate hardly falls (by 1.2 % in 4,680 steps). With --pruning the trained networks are pruned
 * in runs of this many steps, each a run of its own, as masks follow a schedule. docs/training.md has what came out.
 */

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Table from "cli-table3";
import { optionsOf } from "./options.js";

const HELP = `npm run bench -- learning-curve --features FOLDER [options]
  --features FOLDER   tables with the partitions train and devel
  --model A           which of the paper's networks
  --seeds 1,2,3       a run for each
  --steps 600         length of each run
  --class-weights equal     or none
  --pruning 35,150,300      lengths of pruning after it, in steps; none by default
  --threads 1
  --out FILE          devel UAR after every epoch, as TSV: bench/results/learning-curve.tsv`;

/** Epochs within this share of a number of steps count as there: single epochs differ by what chance does to a few rows. */
const NEAR = 0.15;
const POINTS = [40, 60, 80, 100, 150, 200, 300, 400, 500, 600, 800, 1200, 1600, 2400, 4800];

export async function main(options) {
  const values = optionsOf(options, HELP, {
    features: undefined,
    model: "A",
    seeds: "1,2,3",
    steps: "600",
    "class-weights": "equal",
    pruning: "",
    threads: "1",
    out: "bench/results/learning-curve.tsv",
  });
  if (!values) return;
  if (!values.features || !existsSync(values.features))
    throw new RangeError("learning-curve: --features must name a folder with feature tables");
  const data = await partitionsOf(values.features);
  const { openEngine } = await import("../dist/node/open-engine.js");
  const engine = await openEngine({ threads: Number(values.threads), engine: "fast" });
  const rows = [];
  for (const seed of numbers(values.seeds)) rows.push(...(await runOf(engine, data, seed, values)));
  await engine.close();
  mkdirSync(dirname(values.out), { recursive: true });
  const lines = rows.map(({ phase, seed, step, uar }) => [phase, seed, step, uar.toFixed(4)].join("\t"));
  writeFileSync(values.out, `${["phase", "seed", "step", "devel_uar"].join("\t")}\n${lines.join("\n")}\n`);
  console.log(meansOf(rows).toString());
}

function numbers(text) {
  return text.split(",").filter(Boolean).map(Number);
}

async function partitionsOf(folder) {
  const { readTable } = await import("../dist/table/read-table.js");
  const { rowsOfPartition, selectRows } = await import("../dist/table/rows.js");
  const { fileSource } = await import("../dist/node/file-source.js");
  const files = readdirSync(folder).map((name) => fileSource(join(folder, name)));
  const table = await readTable(files);
  const [train, devel] = ["train", "devel"].map((name) => selectRows(table, rowsOfPartition(table, name)));
  return { train, devel };
}

/** The curve of one seed, and the ends of its pruning runs. */
async function runOf(engine, data, seed, { model, steps, pruning, "class-weights": classWeights }) {
  const { Random } = await import("../dist/core/random.js");
  const { initializeNetwork } = await import("../dist/network/network.js");
  const { paperArchitecture } = await import("../dist/network/architecture.js");
  const { stepsPerEpoch } = await import("../dist/training/batches.js");
  const { TRAIN_DEFAULTS, train } = await import("../dist/training/train.js");
  const { PRUNE_DEFAULTS, prune } = await import("../dist/pruning/prune.js");
  const { features, classes, ids } = data.train;
  const perEpoch = stepsPerEpoch(ids.length, TRAIN_DEFAULTS.batchSize);
  const random = new Random(seed).fork(`model ${model}`);
  const architecture = paperArchitecture(model, features.length, classes.length);
  const network = initializeNetwork(architecture, features, classes, random.fork("initial weights"));
  const options = { ...TRAIN_DEFAULTS, classWeights, epochs: Math.ceil(Number(steps) / perEpoch) };
  const trained = await train(engine, { network, data, options, random: random.fork("training") });
  const rows = trained.history.map(({ epoch, develUar }) => ({
    phase: "training",
    seed,
    step: epoch * perEpoch,
    uar: develUar,
  }));
  for (const length of numbers(pruning)) {
    const training = { ...PRUNE_DEFAULTS.training, classWeights, epochs: Math.ceil(length / perEpoch) };
    const task = { network: trained.network, data, random: random.fork("pruning") };
    const { history } = await prune(engine, { ...task, options: { ...PRUNE_DEFAULTS, training } });
    rows.push({ phase: "pruning", seed, step: length, uar: history.at(-1).develUar });
  }
  return rows;
}

/** Mean over the seeds, of each the mean of the epochs nearby. */
function meansOf(rows) {
  const table = new Table({ head: ["phase", "steps", "devel UAR", "of each seed"], style: { head: [], border: [] } });
  const seeds = [...new Set(rows.map(({ seed }) => seed))];
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const phase of ["training", "pruning"]) {
    const own = rows.filter((row) => row.phase === phase);
    const last = Math.max(...own.map(({ step }) => step));
    const points =
      phase === "training" ? POINTS.filter((point) => point <= last) : new Set(own.map(({ step }) => step));
    for (const point of points) {
      const near = ({ step }) => Math.abs(step - point) <= (phase === "training" ? NEAR * point : 0);
      const each = seeds.map((seed) => own.filter((row) => row.seed === seed && near(row)).map(({ uar }) => uar));
      if (each.some((values) => values.length === 0)) continue;
      const text = each.map((values) => mean(values).toFixed(3)).join(" ");
      table.push([phase, point, mean(each.map(mean)).toFixed(3), text]);
    }
  }
  return table;
}
