/**
 * sbatch scripts of a run, as texts: an array for each group of jobs that may run at the same time and cost about the same.
 *
 *   slurm/<group>.sh       the script; a group of one job is an array, too
 *
 * The names of the jobs stand in the script and nowhere else: Slurm keeps a copy of it with every array, so tasks that still wait
 * do what they were submitted for, whatever has been written since.
 *
 * Task numbers count within a group, since clusters limit them (MaxArraySize, often 1001), and larger groups are split. Tasks may
 * be requeued: a job that is done again, or resumes from its checkpoint, leaves the same bytes.
 */

/** A piece of work as a cluster sees it. */
export interface ClusterJob {
  readonly name: string;
  /** Jobs of one group cost about the same and need nothing of each other. Fit for a file and for --job-name. */
  readonly group: string;
  /** Names of the jobs that must be done before. */
  readonly needs: readonly string[];
  /** Of one core. */
  readonly minutes: number;
  readonly mebibytes: number;
}

/** Jobs of one array. */
export interface SlurmGroup {
  /** Fit for a file and for --job-name. */
  readonly name: string;
  readonly jobs: readonly ClusterJob[];
  /** Groups that must end well before; those whose jobs are done already are not named. */
  readonly after: readonly string[];
}

/** How scripts are written. */
export interface SlurmSettings {
  /** Absolute path of the folder that has slurm/ in it. */
  readonly folder: string;
  /** Where tasks begin. */
  readonly workingFolder: string;
  /** Absolute paths of what a node must be able to read; the last one was made for this submission, so no other folder has it. */
  readonly sees: readonly string[];
  /** Words that start this program on every node: absolute paths. */
  readonly program: readonly string[];
  /** What follows them for a job of a group, for the shell: $job is its name, $cores is for --threads. */
  readonly command: (group: string) => string;
  /** Cores of a task. */
  readonly cores: number;
  /** Tasks of an array that run at the same time. */
  readonly tasks: number;
  /** Further options of sbatch, as the user wrote them; they outdo ours. */
  readonly options: string;
}

/** Most tasks of an array where the cluster does not say: Slurm's MaxArraySize is 1001 unless it is set. */
export const MOST_TASKS = 1000;

/** How a task ends where its node does not see the folder, or has no coldpress: in no other case. */
export const NODE_LACKS_FILES = 66;

/** Time that is asked for is so many times what is expected: nodes differ, and a task that is cut loses what came after its checkpoint. */
const TIME_FACTOR = 3;
const LEAST_MINUTES = 15;

/** Memory likewise. */
const MEMORY_FACTOR = 1.5;

/**
 * The groups of these jobs, in an order in which each comes after those that it needs.
 *
 * @param mostTasks  Of an array.
 */
export function slurmGroups(jobs: readonly ClusterJob[], mostTasks: number = MOST_TASKS): SlurmGroup[] {
  const counts = new Map<string, number>();
  const groups = new Map<string, ClusterJob[]>();
  for (const job of jobs) {
    const before = counts.get(job.group) ?? 0;
    counts.set(job.group, before + 1);
    const own = partName(job.group, Math.floor(before / mostTasks));
    const listed = groups.get(own);
    if (listed) listed.push(job);
    else groups.set(own, [job]);
  }
  const groupOfJob = new Map([...groups].flatMap(([name, own]) => own.map((job) => [job.name, name] as const)));
  return [...groups].map(([name, own]) => {
    const needed = own.flatMap(({ needs }) => needs.flatMap((need) => groupOfJob.get(need) ?? []));
    return { name, jobs: own, after: [...new Set(needed)] };
  });
}

function partName(name: string, part: number): string {
  return part === 0 ? name : `${name}.part-${part + 1}`;
}

/** The script of a group. */
export function slurmScript({ name, jobs }: SlurmGroup, settings: SlurmSettings): string {
  const { folder, workingFolder, sees, program, cores, tasks, options } = settings;
  const minutes = Math.max(LEAST_MINUTES, Math.ceil((TIME_FACTOR * most(jobs, (job) => job.minutes)) / 5) * 5);
  const mebibytes = Math.ceil(MEMORY_FACTOR * most(jobs, (job) => job.mebibytes));
  const directives = [
    `--job-name=coldpress-${name}`,
    `--array=0-${jobs.length - 1}%${Math.min(tasks, jobs.length)}`,
    `--output=${quoted(`${folder.replaceAll("%", "%%")}/slurm/${name}-%A_%a.log`)}`,
    "--open-mode=append",
    `--time=${minutes}`,
    `--mem=${mebibytes}M`,
    "--nodes=1 --ntasks=1",
    `--cpus-per-task=${cores}`,
    "--requeue",
    ...(options === "" ? [] : [options]),
  ];
  return `#!/bin/bash
${directives.map((directive) => `#SBATCH ${directive}`).join("\n")}
set -euo pipefail

# ${jobs.length === 1 ? "1 job" : `${jobs.length} jobs`} of coldpress. Each may run again, even twice at once: it resumes where it stopped.
folder=${quoted(folder)}
work=${quoted(workingFolder)}
cores="\${SLURM_CPUS_PER_TASK:-1}"

# Node and coldpress where the submitting machine has them, and a folder that is the same one: a file server may need a moment.
needed=(${[...program, ...sees].map(quoted).join(" ")})
for pause in 1 4 10 0; do
  lacking=""
  for path in "\${needed[@]}"; do [ -r "$path" ] || lacking=$path; done
  if [ -z "$lacking" ] || [ "$pause" = 0 ]; then break; fi
  sleep "$pause"
done
if [ -n "$lacking" ]; then
  echo "$lacking: \${SLURMD_NODENAME:-$(hostname)} does not see it; it must be shared by all nodes, at this path" >&2
  exit ${NODE_LACKS_FILES}
fi
cd "$work"
jobs=(
${jobs.map((job) => `  ${quoted(job.name)}`).join("\n")}
)
job="\${jobs[$SLURM_ARRAY_TASK_ID]}"
exec ${program.map(quoted).join(" ")} ${settings.command(jobs[0].group)}
`;
}

function most(jobs: readonly ClusterJob[], of: (job: ClusterJob) => number): number {
  return jobs.reduce((largest, job) => Math.max(largest, of(job)), 0);
}

/** For the shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
