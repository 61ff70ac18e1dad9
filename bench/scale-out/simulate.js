/**
 * Many workers, simulated: what is measured of a job here, on machines that there are not.
 *
 * A worker takes the next job, starts, reads the tables from a file server that serves one after the other, works, writes. All that
 * is assumed stands in MEASURED and SIZE.
 */

/** Taken with `npm run bench -- scale-out` and `-- features` on the machine of docs/performance.md. Seconds of CPU. */
const MEASURED = {
  /** Node, coldpress, plan, engine. */
  start: 0.55,
  /** For each MB of tables. */
  readPerMegabyte: 0.0035,
  /** Of a weight in a step of 32 rows (src/experiment/job-cost.ts). */
  weightStep: 7e-9,
  /** Features of a recording of emodb, 2.8 seconds. */
  recording: 0.03,
  /** For each MB of outcomes, read by the gathering. */
  gatherPerMegabyte: 0.04,
  /** Bytes of an answer in an outcome: class and two probabilities. */
  answer: 45,
};

/** What is simulated: the paper's three models in ten folds, and seeds enough for a thousand workers. */
const SIZE = {
  recordings: 100_000,
  features: 6373,
  folds: 10,
  seeds: 34,
  epochs: 80,
  batch: 32,
  weights: [65_174_232, 47_881_900, 39_108_504],
};

/** @param megabytesPerSecond  Of the file server, for all workers together. */
export function simulationRows({ megabytesPerSecond }) {
  const tables = (4 * SIZE.recordings * SIZE.features) / 1e6;
  const jobs = trainingJobs();
  const rows = [10, 100, 500, 1000].map((workers) => {
    const { end, busy, served } = simulated(jobs, workers, { tables, megabytesPerSecond });
    const share = (part) => `${(100 * part).toFixed(1)} %`;
    return [workers, hours(end), share(busy / (workers * end)), share(served / end)];
  });
  const gathering = (outcomeMegabytes(jobs.length) * MEASURED.gatherPerMegabyte) / 3600;
  return [
    [`workers (${jobs.length} jobs, ${tables.toFixed(0)} MB of tables)`, "hours", "workers busy", "file server busy"],
    ...rows,
    [`gathering, ${outcomeMegabytes(jobs.length).toFixed(0)} MB of outcomes`, gathering.toFixed(2), "", ""],
    ["features of all recordings, 1 worker", hours(SIZE.recordings * MEASURED.recording), "", ""],
  ];
}

/** Seconds of work of each job, the longest first, as a scheduler is told what they are expected to take. */
function trainingJobs() {
  const steps = (SIZE.epochs * SIZE.recordings * (1 - 2 / SIZE.folds)) / SIZE.batch;
  return SIZE.weights.flatMap((weights) =>
    Array.from({ length: SIZE.folds * SIZE.seeds }, () => steps * weights * MEASURED.weightStep),
  );
}

function outcomeMegabytes(jobs) {
  const answered = (2 * SIZE.recordings) / SIZE.folds;
  return (jobs * answered * 4 * MEASURED.answer) / 1e6;
}

/** Each job goes to the worker that is free first; the tables come from the server one after the other. */
function simulated(jobs, workers, { tables, megabytesPerSecond }) {
  const free = new Float64Array(Math.min(workers, jobs.length));
  const serving = tables / megabytesPerSecond;
  let [serverFree, busy, end] = [0, 0, 0];
  for (const work of jobs) {
    const worker = free.indexOf(Math.min(...free));
    const asked = free[worker] + MEASURED.start;
    serverFree = Math.max(serverFree, asked) + serving;
    const own = MEASURED.start + tables * MEASURED.readPerMegabyte + work;
    free[worker] = serverFree + own - MEASURED.start;
    busy += work;
    end = Math.max(end, free[worker]);
  }
  return { end, busy, served: jobs.length * serving };
}

function hours(seconds) {
  return (seconds / 3600).toFixed(2);
}
