"""What replay, validate, faults and check share: one HOL Light with the framework, from which scripts are forked."""

import os
import re
import subprocess
import sys
from pathlib import Path

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

    def ml(self):
        results = ";".join(f'("{path}","{routine}")' for routine, path in self.results.items())
        return f'("{self.log}","{self.script}","{self.objects}",[{results}])'


class Group:
    """Jobs one after another, in processes forked from one that has loaded `preludes`, with their objects."""

    def __init__(self, log, preludes, objects, jobs):
        self.log, self.preludes, self.objects, self.jobs = log, preludes, objects, jobs

    def ml(self):
        jobs = ";".join(job.ml() for job in self.jobs)
        return f'("{self.log}",{ml_list(self.preludes)},"{self.objects}",[{jobs}])'


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
    framework = ml_list(sorted(path.name for path in FRAMEWORK.glob("*.ml") if path.name != "replay.ml"))
    marker = "everything was replayed"
    commands = f"""
let () = if not (Toploop.use_file Format.std_formatter "replay.ml") then exit 1;;
load_path := ["."; "{SCRIPTS}"; "{COSIM}"; "$"];;
let () = try do_list needs {framework} with e -> (print_endline (Printexc.to_string e); exit 1);;
Printf.printf "framework %.1f\\n" (Sys.time());;
let () = try replay {parallel} [{";".join(group.ml() for group in groups)}]; print_endline ("everything" ^ " was replayed")
  with e -> (print_endline (Printexc.to_string e); exit 1);;
"""
    with log.open("w") as output:
        done = subprocess.run(["hol-light"], input=commands, text=True, cwd=FRAMEWORK,
                              stdout=output, stderr=subprocess.STDOUT, check=False)
    text = log.read_text(errors="replace")
    loaded = re.search(r"^(?:# )*framework ([0-9.]+)$", text, re.M)
    if done.returncode or not loaded or marker not in text:
        print(text[-4000:])
        sys.exit(f"{Path(sys.argv[0]).name}: HOL Light failed (status {done.returncode}); see {log}")
    return float(loaded[1])


def add_jobs_option(parser):
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="scripts at a time")
