/**
 * sbatch scripts of a run, as texts: an array for each group of jobs that may run at the same time and cost about the same.
 *
 *   slurm/<group>.jobs     names of the group's jobs, one a line: task i of the array does line i + 1
 *   slurm/<group>.sh       the script; a group of one job is an array, too
 *
 * Task numbers count within a group, since clusters limit them (MaxArraySize, often 1001), and larger groups are split. Tasks may
 * be requeued: a job that is done again, or goes on from its checkpoint, leaves the same bytes.
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
  /** Absolute path of what a node must be able to read. */
  readonly sees: string;
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

/** Most tasks of an array: Slurm's MaxArraySize is 1001 unless a cluster says otherwise. */
const MOST_TASKS = 1000;

/** Time that is asked for is so many times what is expected: nodes differ, and a task that is cut loses what came after its checkpoint. */
const TIME_FACTOR = 3;
const LEAST_MINUTES = 15;

/** Memory likewise. */
const MEMORY_FACTOR = 1.5;

/** The groups of these jobs, in an order in which each comes after those that it needs. */
export function slurmGroups(jobs: readonly ClusterJob[]): SlurmGroup[] {
  const groups = new Map<string, ClusterJob[]>();
  for (const job of jobs) {
    const name = job.group;
    let part = 0;
    while ((groups.get(partName(name, part))?.length ?? 0) >= MOST_TASKS) part++;
    const own = partName(name, part);
    groups.set(own, [...(groups.get(own) ?? []), job]);
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

/** The list that goes with a script. */
export function groupList({ jobs }: SlurmGroup): string {
  return jobs.map(({ name }) => `${name}\n`).join("");
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

# ${jobs.length === 1 ? "1 job" : `${jobs.length} jobs`} of coldpress. Each may run again, also twice at once: it goes on where it was.
folder=${quoted(folder)}
sees=${quoted(sees)}
cores="\${SLURM_CPUS_PER_TASK:-1}"
if ! { cd ${quoted(workingFolder)} && [ -r "$sees" ]; }; then
  echo "$sees: $(hostname) does not see it; it must be shared by all nodes" >&2
  exit 2
fi
job=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$folder/slurm/${name}.jobs")
exec ${program.map(quoted).join(" ")} ${settings.command((jobs[0] as ClusterJob).group)}
`;
}

function most(jobs: readonly ClusterJob[], of: (job: ClusterJob) => number): number {
  return jobs.reduce((largest, job) => Math.max(largest, of(job)), 0);
}

/** For the shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
