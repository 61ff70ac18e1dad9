/**
 * A Slurm cluster of this machine for tests: munged, slurmctld and slurmd on 127.0.0.1, in a folder of their own, ended by process.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.ts";

/** Whether all of Slurm is installed, and may be started. */
export function hasSlurm(): boolean {
  const programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel"];
  const found = (name: string) => ["/usr/bin", "/usr/sbin"].some((folder) => existsSync(join(folder, name)));
  return process.getuid?.() === 0 && programs.every(found);
}

export interface SlurmCluster {
  /** For commands that speak with it. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** Two cores, whatever the machine has. */
const CORES = 2;

function configuration(folder: string, ports: readonly [number, number]): string {
  const name = hostname().split(".")[0];
  const mebibytes = Math.floor((totalmem() / 2 ** 20) * 0.5);
  // Empty values are fatal, and services of the distribution are not used: everything is named here.
  return `ClusterName=loop
SlurmctldHost=${name}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
CredType=cred/munge
SlurmctldPort=${ports[0]}
SlurmdPort=${ports[1]}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
MpiDefault=none
ReturnToService=2
NodeName=${name} NodeAddr=127.0.0.1 CPUs=${CORES} RealMemory=${mebibytes} State=UNKNOWN
PartitionName=all Nodes=${name} Default=YES MaxTime=INFINITE State=UP
`;
}

/** Starts the three daemons and waits until the node takes jobs. */
export async function startSlurm(): Promise<SlurmCluster> {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-slurm-"));
  // munged wants its socket where everybody can reach it.
  chmodSync(folder, 0o755);
  for (const part of ["munge", "state", "spool"]) mkdirSync(join(folder, part), { mode: 0o755 });
  writeFileSync(join(folder, "munge/key"), randomBytes(1024), { mode: 0o400 });
  const conf = join(folder, "slurm.conf");
  writeFileSync(conf, configuration(folder, [await freePort(), await freePort()]));
  const env = { ...process.env, SLURM_CONF: conf };
  const daemons: ChildProcess[] = [];
  const start = (command: string, args: readonly string[]) => {
    daemons.push(spawn(command, args, { env, stdio: "ignore" }));
  };
  const munge = (name: string) => `${folder}/munge/${name}`;
  start("munged", [
    "--foreground",
    `--key-file=${munge("key")}`,
    `--socket=${munge("socket")}`,
    `--pid-file=${munge("pid")}`,
    `--log-file=${munge("log")}`,
    `--seed-file=${munge("seed")}`,
  ]);
  const stop = async () => {
    for (const daemon of daemons.reverse()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      const ended = once(daemon, "exit");
      daemon.kill("SIGTERM");
      await Promise.race([ended, sleep(10_000).then(() => daemon.kill("SIGKILL"))]);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(() => existsSync(munge("socket")), "munged has no socket");
    start("slurmctld", ["-D", "-f", conf]);
    start("slurmd", ["-D", "-f", conf]);
    const idle = () => /idle/.test(spawnSync("sinfo", ["-h", "-o", "%t"], { env, encoding: "utf8" }).stdout);
    await until(idle, "the node does not come up");
    return { env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for something, a minute at most. */
export async function until(isSo: () => boolean, otherwise: string, seconds = 60): Promise<void> {
  for (let waited = 0; !isSo(); waited += 0.2) {
    if (waited > seconds) throw new Error(`after ${seconds} seconds: ${otherwise}`);
    await sleep(200);
  }
}
