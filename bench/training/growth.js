/**
 * Least CPU time of a training step, of some, against the network's width and the batch size, on one thread: a table, and a chart.
 */

import { writeFileSync } from "node:fs";
import Table from "cli-table3";
import { countParameters, layerShapes, paperArchitecture } from "../../dist/network/architecture.js";
import { PAPER_INPUTS } from "./measure.js";

const WIDTHS = [1 / 4, 1 / 2, 1, 2];
const BATCHES = [8, 16, 32, 64, 128, 256];
const PAPER_BATCH = 32;

export function growth(child, { kind, steps, rounds }) {
  const shapes = [
    ...WIDTHS.map((width) => ({ width, batch: PAPER_BATCH })),
    ...BATCHES.filter((batch) => batch !== PAPER_BATCH).map((batch) => ({ width: 1, batch })),
  ];
  const measured = Array.from({ length: Number(rounds) }, (_, round) =>
    shapes.map((shape) => {
      process.stderr.write(`round ${round + 1}: width × ${shape.width}, batch ${shape.batch}\n`);
      return measurePoint(shape, child, kind, Number(steps));
    }),
  );
  const points = measured[0].map((_, at) =>
    measured.map((round) => round[at]).reduce((least, point) => (point.seconds < least.seconds ? point : least)),
  );
  const table = new Table({
    head: ["width", "batch", "weights", "CPU ms", "ns per weight", "GFLOPS"],
    style: { head: [], border: [] },
  });
  for (const { width, batch, weights, seconds, gflops } of points)
    table.push([
      `× ${width}`,
      batch,
      weights,
      (1e3 * seconds).toFixed(1),
      ((1e9 * seconds) / weights).toFixed(2),
      gflops.toFixed(1),
    ]);
  console.log(table.toString());
  writeFileSync("bench/results/growth.json", `${JSON.stringify(points, null, 2)}\n`);
  writeFileSync("docs/training-growth.svg", chart(points));
}

function measurePoint({ width, batch }, child, kind, steps) {
  const architecture = paperArchitecture("A", Math.round(PAPER_INPUTS * width), 2);
  const setup = { ...architecture, batch, steps, threads: 1, mode: "step", kind };
  const { cpuSeconds } = child(process.execPath, "bench/training/coldpress.js", setup);
  const { kernels: weights } = countParameters(architecture);
  const [first] = layerShapes(architecture);
  const seconds = Math.min(...cpuSeconds);
  return {
    width,
    batch,
    weights,
    seconds,
    gflops: (2 * batch * (3 * weights - first.inputs * first.outputs)) / seconds / 1e9,
  };
}

/** Two log-log panels: milliseconds against weights, and against rows; the line is what growth in proportion would be. */
function chart(points) {
  const byWidth = points
    .filter(({ batch }) => batch === PAPER_BATCH)
    .map(({ weights, seconds }) => [weights, 1e3 * seconds]);
  const byBatch = points
    .filter(({ width }) => width === 1)
    .sort((a, b) => a.batch - b.batch)
    .map(({ batch, seconds }) => [batch, 1e3 * seconds]);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300" font-family="sans-serif" font-size="12">
${panel(byWidth, 50, "weights (batch 32)")}${panel(byBatch, 410, "rows in a batch (model A)")}</svg>
`;
}

function panel(points, left, label) {
  const [WIDTH, HEIGHT, TOP] = [280, 220, 20];
  const range = (axis) => [
    Math.min(...points.map((p) => p[axis])) / 1.3,
    Math.max(...points.map((p) => p[axis])) * 1.3,
  ];
  const scale =
    ([low, high], length) =>
    (value) =>
      (Math.log(value / low) / Math.log(high / low)) * length;
  const xAt = (value) => left + scale(range(0), WIDTH)(value);
  const yAt = (value) => TOP + HEIGHT - scale(range(1), HEIGHT)(value);
  const at = ([x, y]) => `${xAt(x).toFixed(1)},${yAt(y).toFixed(1)}`;
  const [x, y] = points.at(-1);
  const dots = points.map((p) => {
    const [cx, cy] = at(p).split(",");
    return `<circle cx="${cx}" cy="${cy}" r="3"/><text x="${Number(cx) - 8}" y="${Number(cy) - 7}" text-anchor="end">${p[1].toFixed(0)} ms</text>
<text x="${cx}" y="${TOP + HEIGHT + 16}" text-anchor="middle">${p[0] >= 1e6 ? `${(p[0] / 1e6).toFixed(1)} M` : p[0]}</text>`;
  });
  return `<g><rect x="${left}" y="${TOP}" width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="#888"/>
<clipPath id="clip${left}"><rect x="${left}" y="${TOP}" width="${WIDTH}" height="${HEIGHT}"/></clipPath>
<polyline clip-path="url(#clip${left})" points="${at([x / 1000, y / 1000])} ${at([x, y])}" fill="none" stroke="#bbb" stroke-dasharray="4 3"/>
<polyline points="${points.map(at).join(" ")}" fill="none" stroke="#000"/>
${dots.join("\n")}
<text x="${left + WIDTH / 2}" y="${TOP + HEIGHT + 36}" text-anchor="middle">${label}</text></g>
`;
}
