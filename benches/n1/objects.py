"""Assembles, and reads objects back as text, with GNU binutils for AArch64."""

import re
import subprocess

PREFIX = "aarch64-linux-gnu-"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def assemble(source, target, include):
    """Assembles text to an object."""
    command = [PREFIX + "as", "-I", str(include), "-o", str(target), "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{PREFIX}as: {done.stderr}")


def symbol(path, name):
    """The address of the one function with this in its name (Rust adds to it)."""
    lines = (line.split() for line in output(PREFIX + "nm", "--defined-only", str(path)).splitlines())
    exact, within = [], []
    for address, _, found in (fields for fields in lines if len(fields) == 3):
        (exact if found == name else within if name in found else []).append(int(address, 16))
    found = exact or within
    if len(found) != 1:
        raise SystemExit(f"n1: {path}: {len(found)} functions are called {name}")
    return found[0]


def clean(text):
    """One form: no comments, no symbols, single spaces, lists of vectors spelled out."""
    text = re.sub(r"\s*<[^>]*>", "", text.split("//")[0])
    text = re.sub(r"\s+", " ", text).strip()
    match = re.search(r"\{v(\d+)(\.\w+)-v(\d+)\.\w+\}", text)
    if match:
        first, arrangement, last = int(match[1]), match[2], int(match[3])
        names = [f"v{n % 32}{arrangement}" for n in range(first, first + (last - first) % 32 + 1)]
        text = text.replace(match[0], "{" + ", ".join(names) + "}")
    return re.sub(r"\{(v[^}]*)\}", r"{ \1 }", text)


def disassemble(path, aliases=False):
    """{address: text} of the instructions."""
    style = "aliases" if aliases else "no-aliases"
    command = [PREFIX + "objdump", "-d", "-M", style, "--no-show-raw-insn", str(path)]
    found = re.finditer(r"^\s*([0-9a-f]+):\t(\S.*)$", output(*command), re.M)
    return {int(match[1], 16): clean(match[2]) for match in found}


def compile_tool(source, target, *flags):
    """Builds one of the C programs beside this file, for the host."""
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", *flags, "-o", str(target), str(source)], check=True)
