"""HOL Light, the framework and the scripts as native code.

Debian's hol-light interprets bytecode, which takes several times as long. So its own sources, unchanged but for what
only a toplevel can do, and ours are compiled as they would be loaded: a file is cut where it loads another, and each
piece is a unit that opens all units before it, in the order of loading. What is compiled is kept under a name that
is a hash of all that it depends on.
"""

import functools
import hashlib
import re
import resource
import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROOFS = Path(__file__).resolve().parent
DIRECTORY = PROOFS / "build" / "native"
HOL = Path("/usr/share/hol-light")
STREAMS = Path("/usr/lib/ocaml/camlp-streams/camlp_streams.cma")
STACK = 8 << 30
# Help and search for somebody at a terminal, and a prover that nothing here uses.
LEFT_OUT = ["help.ml", "database.ml", "thecops.ml"]
LOADS = re.compile(r'^(needs|loadt|loads) "([^"]+)";;', re.M)
# Most code is run once: what matters is that it compiles quickly.
OPTIONS = ["-w", "-a", "-linscan", "-inline", "0"]
LIBRARIES = ["unix.cmxa", "nums.cmxa", "dynlink.cmxa"]


class Failed(Exception):
    """A file does not compile; says why."""


def command(*words):
    done = subprocess.run([str(word) for word in words], cwd=DIRECTORY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed((done.stdout + done.stderr)[-4000:])
    return done.stdout


def source(path):
    """The text of a file; of HOL Light's without what speaks to its toplevel."""
    text = path.read_text()
    if path.parent == HOL:
        text = re.sub(r"^#\w+.*;;", "", text, flags=re.M)
        if path.name == "system.ml":  # its quotations are quotations.ml
            text = re.sub(r"^let quotexpander.*?(?=^\(\*)", "", text, flags=re.M | re.S)
        if path.name == "lib.ml":  # of a type that only a later use would determine
            text = text.replace("let print_fpf = pp_print_fpf Format.std_formatter;;", "")
    return text


@functools.cache
def base_key():
    """What all units depend on: the compilers and how they are used."""
    return command("ocamlopt", "-config") + command("camlp5o", "-v") + f"{OPTIONS}{(PROOFS / 'quotations.ml').read_text()}"


class Unit:
    """A piece of a file that comes after other units; a plugin is loaded while HOL Light runs."""

    made = {}

    def __init__(self, path, text, before, plugin):
        self.before, self.text, self.plugin, self.lock = before, text, plugin, threading.Lock()
        key = f"{before[-1].name if before else base_key()}\0{text}"
        self.name = f"{path.stem}_{hashlib.sha256(key.encode()).hexdigest()[:20]}"

    def file(self, suffix):
        return DIRECTORY / f"{self.name}.{suffix}"

    def compile(self):
        with self.lock:
            if self.file("done").exists():
                return
            opens = "".join(f"open {unit.name.capitalize()};;" for unit in self.before)
            # On the first line, so that messages name the lines of the file.
            self.file("ml").write_text(f"set_jrh_lexer;;{opens}{self.text}")
            command("camlp5o", STREAMS, HOL / "pa_j.cmo", DIRECTORY / "quotations.cmo", "pr_dump.cmo",
                    self.file("ml"), "-o", self.file("ast"))
            command("ocamlopt", *OPTIONS, "-c", "-impl", self.file("ast"), "-o", self.file("cmx"))
            self.file("ast").unlink()
            if self.plugin:
                command("ocamlopt", "-shared", self.file("cmx"), "-o", self.file("cmxs"))
            self.file("done").touch()


class Session:
    """Files in the order in which a toplevel would load them, after those of another session.

    Those of the first are linked, the others are plugins.
    """

    def __init__(self, path, after=None):
        self.path, self.after = path, after
        self.units = list(after.units) if after else []
        self.loaded = set(after.loaded) if after else set()

    def find(self, name):
        for directory in self.path:
            if (directory / name).is_file():
                return directory / name
        raise Failed(f"{name} is in none of {[str(directory) for directory in self.path]}")

    def load(self, path):
        text, at = source(path), 0
        for found in LOADS.finditer(text):
            self.add(path, text, at, found.start())
            at = found.end()
            target = self.find(found[2])
            if found[1] == "loadt" or target not in self.loaded:
                self.load(target)
        self.add(path, text, at, len(text))
        self.loaded.add(path)

    def add(self, path, text, start, end):
        piece = text[start:end]
        if re.sub(r"\(\*.*?\*\)", "", piece, flags=re.S).strip():
            self.add_text(path, "\n" * text.count("\n", 0, start) + piece)

    def add_text(self, path, text):
        unit = Unit(path, text, list(self.units), self.after is not None)
        self.units.append(Unit.made.setdefault(unit.name, unit))

    def compile(self):
        for unit in self.units:
            unit.compile()

    def plugins(self):
        """What is to be loaded for this session where that before it is there."""
        return [str(unit.file("cmxs")) for unit in self.units[len(self.after.units):]]

    def link(self, program):
        command("ocamlopt", "-linkall", *LIBRARIES, *(unit.file("cmx") for unit in self.units), "-o", program)


def prepare():
    """What compiling takes; and this process and those it starts may recurse deeply."""
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    limit = resource.getrlimit(resource.RLIMIT_STACK)[1]
    resource.setrlimit(resource.RLIMIT_STACK, (STACK if limit == resource.RLIM_INFINITY else min(STACK, limit), limit))
    shutil.copy(PROOFS / "quotations.ml", DIRECTORY)
    command("ocamlc", "-I", "+camlp5", "-c", "quotations.ml")


def hol_light(path):
    """A session with HOL Light."""
    session = Session(path)
    session.loaded.update(HOL / name for name in LEFT_OUT)
    for name in re.findall(r'^loads "(\w+\.ml)"', (HOL / "hol.ml").read_text(), re.M):
        if HOL / name not in session.loaded:
            session.load(HOL / name)
    return session


def compile_all(sessions, parallel):
    """Compiles them; what went wrong, by session."""
    def attempt(session):
        try:
            session.compile()
        except Failed as failed:
            return str(failed)
    with ThreadPoolExecutor(parallel) as pool:
        return {session: why for session, why in zip(sessions, pool.map(attempt, sessions)) if why}
