"""What replay, validate, faults and check share: one HOL Light with the framework, from which scripts are forked."""

import os
import re
import subprocess
import sys
from pathlib import Path

import native

PROOFS = Path(__file__).resolve().parent
FRAMEWORK = PROOFS / "framework"
SCRIPTS = PROOFS / "aarch64"
COSIM = PROOFS / "cosim"
BUILD = PROOFS / "build"
SEED = 20261121


class Job:
    """A script, the directory of the objects it speaks of, and a result for each `final` it comes to.

    `results` are the paths by routine; one whose script fails is not written. `log` takes what is printed.
    """

    def __init__(self, log, script, objects, results):
        self.log, self.script, self.objects, self.results = log, script, objects, results


class Group:
    """Jobs one after another, in processes forked from one that has loaded `preludes`, with their objects."""

    def __init__(self, log, preludes, objects, jobs):
        self.log, self.preludes, self.objects, self.jobs = log, preludes, objects, jobs

    def sessions(self, framework):
        """What is loaded first, and then for each of the scripts."""
        first = native.Session(framework.path, framework)
        for name in self.preludes:
            first.load(first.find(name))
        each = {}
        for job in self.jobs:
            if job.script not in each:
                each[job.script] = native.Session(framework.path, first)
                each[job.script].load(job.script)
        return first, each

    def ml(self, first, each):
        jobs = ";".join(f'("{job.log}",{ml_list(each[job.script].plugins())},"{job.objects}",[{job_results(job)}])'
                        for job in self.jobs)
        return f'("{self.log}",{ml_list(first.plugins())},"{self.objects}",[{jobs}])'


def job_results(job):
    return ";".join(f'("{path}","{routine}")' for routine, path in job.results.items())


def ml_list(names):
    return "[" + ";".join(f'"{name}"' for name in names) + "]"


def manifest():
    """For each routine its hash, calls and theorems, or None where nothing is proved; and the compositions."""
    rows, compositions, calls = {}, {}, {}
    for line in (PROOFS / "manifest.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        words = line.split()
        if words[0] == "calls":
            calls[words[1]] = words[2:]
            continue
        table = compositions if words[0] == "composition" else rows
        name, digest, *theorems = words[table is compositions:]
        if name in rows or name in compositions:
            sys.exit(f"manifest: {name} twice")
        if table is rows and [digest, *theorems] == ["not", "proved", "yet"]:
            rows[name] = None
        elif re.fullmatch(r"[0-9a-f]{64}", digest) and theorems:
            table[name] = (digest, calls.get(name, []), theorems)
        else:
            sys.exit(f"manifest: {line}")
    if stray := [name for name in calls if not rows.get(name)]:
        sys.exit(f"manifest: calls of what is not proved: {stray}")
    return rows, compositions


def needed(path, by="needs|loadt", seen=None):
    """A script and the scripts that it loads, in the order in which they are loaded.

    `needs` loads what does not depend on the script; `loadt` what goes on from there.
    """
    seen = [] if seen is None else seen
    for name in re.findall(rf'\b(?:{by})\s+"([^"]+)"', path.read_text()):
        for directory in (SCRIPTS, FRAMEWORK):
            if (directory / name).exists() and directory / name not in seen:
                needed(directory / name, by, seen)
    seen.append(path)
    return seen


def run(groups, parallel, log):
    """Runs them, so many at a time; seconds that HOL Light and the framework took."""
    log.parent.mkdir(parents=True, exist_ok=True)
    native.prepare()
    framework = native.hol_light([FRAMEWORK, SCRIPTS, COSIM, native.HOL])
    for path in [FRAMEWORK / "replay.ml", *sorted(FRAMEWORK.glob("*.ml"))]:
        if path not in framework.loaded:
            framework.load(path)
    sessions = {group: group.sessions(framework) for group in groups}
    scripts = [each for _, scripts in sessions.values() for each in scripts.values()]
    wrong = native.compile_all([framework], 1) or native.compile_all(scripts, parallel)
    if wrong:
        sys.exit(f"{Path(sys.argv[0]).name}: a file does not compile\n" + "\n".join(wrong.values()))
    framework.add_text(Path("main.ml"), f"""
Printf.printf "framework %.1f\\n%!" (Sys.time());;
replay {parallel} [{";".join(group.ml(*sessions[group]) for group in groups)}];;
""")
    framework.compile()
    program = framework.units[-1].file("exe")
    framework.link(program)
    with log.open("w") as output:
        done = subprocess.run([program], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False)
    # It is for these jobs alone, and large.
    program.unlink()
    text = log.read_text(errors="replace")
    loaded = re.search(r"^framework ([0-9.]+)$", text, re.M)
    if done.returncode or not loaded:
        print(text[-4000:])
        sys.exit(f"{Path(sys.argv[0]).name}: HOL Light failed (status {done.returncode}); see {log}")
    return float(loaded[1])


def add_jobs_option(parser):
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="scripts at a time")
