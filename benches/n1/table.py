"""The Neoverse N1 table: what each instruction reads, writes, costs and occupies.

Latencies and pipes are those of Arm's Software Optimization Guide for Neoverse N1 and of LLVM 19's
model; where rows depart from LLVM's they are marked `#!`. The text of an instruction is objdump's
without aliases (objects.py).
"""

import re
from collections import Counter

# Regular expression on the instruction, latency of the result, micro-operations, forwarding class.
# The first match counts. A micro-operation is a group of pipes and `*n` if it keeps its pipe busy
# for n cycles. Groups: B, I (S0, S1 or M), M, L, D, V (V0 or V1), V0, V1.
TABLE = [
 (r"(add|sub|and|orr|orn|eor|bic|mov) v",           2, "V",   ""),
 (r'(umulh|smulh) ',                          5, 'M*4', ''),      #! LLVM M*3
 (r'(madd|msub) x',                           4, 'M*3', 'madd'),
 (r'(madd|msub) w',                           2, 'M',   'madd'),
 (r'[us]m(add|sub)l ',                        2, 'M',   'madd'),
 (r'[us]div w',                              12, 'M*5', ''),
 (r'[us]div x',                              20, 'M*5', ''),
 (r'extr (\w+), (\w+), \2, ',                 1, 'I',   ''),
 (r'extr ',                                   3, 'I M', ''),
 (r'bfm ',                                    2, 'M',   ''),
 (r'(ands|bics) .*, (lsl|lsr|asr|ror) #[1-9]',2, 'M',   ''),
 (r'(ands|bics) ',                            1, 'I',   ''),      #! LLVM M, 2
 (r'(add|sub)s? .*, lsl #[0-4]$',             1, 'I',   ''),
 (r'(add|sub)s? .*, ([su]xt[bhwx]|lsl|lsr|asr)', 2, 'M', ''),
 (r'(add|sub|adc|sbc|and|orr|orn|eor|eon|bic|csel|csinc|csinv|csneg|ccmp|ccmn|adds|subs|adcs|sbcs|'
  r'mov[znk]?|ls[lr]|asr|ror|[us]bfm|[us]bfi?[zx]|[us]xt[bhw]|[al]s[lr]v|rorv|clz|cls|rbit|rev|rev16|rev32|adrp?) ', 1, 'I', ''),
 (r'(hint|nop|dmb|bti|paciasp|autiasp|mrs|msr|dc|prfm|svc)',      1, '',    ''),
 (r'(bl|blr) ',                               1, 'B I', ''),
 (r'(b|br|ret|b\.\w+|cbn?z|tbn?z)( |$)',      1, 'B',   ''),
 # loads/stores, integer
 (r'ldp x|ldpsw|ldp w',                       4, 'L L', ''),
 (r'ldp w',                                   4, 'L',   ''),
 (r'ldu?r(b|h|sb|sh|sw)? [xw]|ldtr|lda|ldx|cas|swp|ld(add|set|clr)',          4, 'L',   ''),
 (r'stn?p x',                                 1, 'L L D', ''),
 (r'stn?p w|stu?r(b|h)? [xw]',                1, 'L D', ''),
 (r'sys #3, C7, C4, #1, ',                    1, 'L D', ''),      # dc zva
 (r'stlx?rb? |stxrb? ',                       1, 'L D', ''),
 # loads/stores, vector
 (r'ldn?p q',                                 7, 'I L L', ''),
 (r'ldn?p [ds]',                              5, 'I L L', ''),
 (r'ldur [bhsdq]',                            5, 'L',   ''),
 (r'ldr [bhsdq]\d+, \[[^]]*\](!|, )',         5, 'L',   ''),
 (r'ldr [hq]\d+, \[\w+, [xw]',                6, 'I L', ''),
 (r'ldr [bhsdq]',                             5, 'I L', ''),
 (r'ld1 \{ v\d+\.\w+ \}\[',                   7, 'L V', ''),
 (r'ld1r ',                                   7, 'L V', ''),
 (r'ld1 \{ v\d+\.\w+ \}',                     5, 'L',   ''),
 (r'ld1 \{ v\d+\.\w+, v\d+\.\w+ \}',          5, 'L L', ''),
 (r'ld1 \{ v\d+\.\w+(, v\d+\.\w+){2} \}',     6, 'L L L', ''),
 (r'ld1 \{ v\d+\.\w+(, v\d+\.\w+){3} \}',     6, 'L L L L', ''),
 (r'ld2 ',                                    7, 'L L V V', ''),
 (r'ld4 ',                                   10, 'L L L L V V V V', ''),
 (r'stn?p q',                                 3, 'L L V*2 V*2', ''),
 (r'stn?p d',                                 2, 'L L V V', ''),
 (r'stn?p s',                                 2, 'L V', ''),
 (r'stu?r q',                                 2, 'L V*1 L V', ''),
 (r'stu?r [bhsd]',                            2, 'L V', ''),
 (r'st1 \{ v\d+\.\w+ \}',                     2, 'L V', ''),
 (r'st1 \{ v\d+\.\w+, v\d+\.\w+ \}',          3, 'L L V V', ''),
 (r'st1 \{ v\d+\.\w+(, v\d+\.\w+){2} \}',     4, 'L L L V V V', ''),
 (r'st1 \{ v\d+\.\w+(, v\d+\.\w+){3} \}',     5, 'L L L L V V V V', ''),
 (r'st4 ',                                    6, 'L L L L V V V V', ''),
 # vector arithmetic
 (r'[us]ml(al|sl)2? v',                       4, 'V0',  'mlal'),  #! LLVM: no accumulator forwarding
 (r'(sqd|[us])mull2? v',                      4, 'V0',  'mull'),
 (r'(mul|mla|mls) v\d+\.(4s|8h|16b)',         5, 'V0*2','mla'),
 (r'(mul|mla|mls) v',                         4, 'V0',  'mla'),
 (r'pmull2? v\d+\.1q',                        2, 'V0',  ''),
 (r'[us]r?sra v',                             4, 'V1',  'sra'),   #! forwarding
 (r'[us]adalp v',                             4, 'V1',  'adalp'), #! forwarding
 (r'[us]aba',                                 4, 'V1',  'aba'),
 (r'(r?shrn|sqr?shru?n|uqshrn|[us]rshr|[us]q?rshl|[us]qshl|[us]qxtn2?|sqxtun)2? v', 4, 'V1', ''),
 (r'(shl|shll2?|[us]shll2?|shrn2?|[us]shr|sli|sri|[us]shl)2? [vd]', 2, 'V1', ''),
 (r'sha256h2? |sha256su1 ',                   4, 'V0',  ''),
 (r'sha256su0 ',                              2, 'V0',  ''),
 (r'[us](max|min)v ',                         3, 'V1',  ''),
 (r'addv |[us]addlv ',                        3, 'V1',  ''),
 (r'(umov|smov) ',                            2, 'V1',  ''),      #! LLVM sends lane 0 to V
 (r'fmov [xw]\d+, ',                          2, 'V1',  ''),
 (r'fmov [dsh]\d+, [xw]|fmov v\d+\.d\[1\]',   3, 'M',   ''),
 (r'dup v\d+\.\w+, [xw]',                     3, 'M',   ''),
 (r'ins v\d+\.\w\[\d+\], [xw]',               5, 'M V', ''),
 (r'fmov [dsh]\d+, #',                        2, 'V',   ''),
 (r'tb[lx] v\d+\.\w+, \{ v\d+\.\w+(, v\d+\.\w+)? \}', 2, 'V', ''),
 (r'(add|sub|and|orr|orn|eor|bic|bif|bit|bsl|mvni?|not|movi|uzp[12]|zip[12]|trn[12]|ext|xtn2?|'
  r'rev64|rev32|rev16|[us]addlp|[us]add[lw]2?|[us]sub[lw]2?|addp|neg|abs|cm(eq|hi|hs|gt|ge|lt|le|tst)|'
  r'dup|ins|mov|fmov|addhn2?|cnt|[us](max|min)p?) ', 2, 'V',   ''),
]
FWD = {('mull', 'mlal'), ('mlal', 'mlal'), ('mla', 'mla'), ('sra', 'sra'), ('adalp', 'adalp'),
       ('aba', 'aba'), ('madd', 'madd')}

# The anchors' figures, and the fit of CORE, come from a table without the first row above: it took
# vector additions and logic for scalar ones. Figures that are compared with theirs do the same.
AS_ANCHORS = [(r"(add|sub|and|orr|orn|eor|bic) v", 1, "I", "")]

# Effective sizes, fitted to published timings of Graviton2 (README.md); Arm's figures are 128
# entries in the reorder buffer and 16 in the queue of each pipe.
CORE = {
    "decode": 4, "uops": 8, "rob": 72, "retire": 8,
    "iq": {"B": 12, "S0": 24, "S1": 24, "M": 24, "L0": 12, "L1": 12, "D0": 99, "D1": 99, "V0": 16, "V1": 16},
    "disp": {"B": 2, "I": 4, "M": 4, "L": 2, "D": 2, "V": 4, "V0": 4, "V1": 4},
    "mall": 0,  # whether a multi-cycle multiply blocks every micro-operation on M, or only those of M
    "vmax": 4, "fwd": 1, "stlf": 1, "taken": 0,
    "ipr": 88, "vpr": 96, "flags": 39,  # registers for renaming
}

REG = re.compile(r"(?<![\w#.])([xwqdshbv])(\d+)(?!\w)|(?<!\w)(w?sp)(?!\w)")
RMW = re.compile(r'(movk|bfm|[us]ml(al|sl)2?|mla|mls|[us]r?sra|[us]adalp|[us]aba\w*|bif|bit|bsl|sli|sri|ins|'
                 r'tbx|xtn2|shrn2|rshrn2|addhn2|[us]qxtn2|fmov v\d+\.d)\b')
BRANCHES = ("b", "bl", "br", "blr", "ret", "cbz", "cbnz", "tbz", "tbnz")


def register(match):
    """The register's name, whatever its width: x0..x30, sp, v0..v31."""
    if match.group(3):
        return "sp"
    return ("x" if match.group(1) in "xw" else "v") + match.group(2)


def registers(text):
    return [register(match) for match in REG.finditer(text)]


class Instruction:
    """One instruction, decoded.

    `src` are the registers that it reads, `addr` those of them that address memory and `data` those
    that are stored; `dst` those that it writes, without the base `wb` that it writes back;
    `acc` is the accumulator, `tied` tells whether it reads what it then writes.
    """

    def __init__(self, text, as_anchors=False):
        self.text = text
        self.latency, self.uops, self.fwd = lookup(text, AS_ANCHORS + TABLE if as_anchors else TABLE)
        self.mnemonic, _, self.operands = text.partition(" ")
        self.acc = self.wb = None
        self.addr = self.data = []
        self.src, self.dst, self.tied = [], [], False
        self.kind = "op"
        self.branch = self.mnemonic in BRANCHES or self.mnemonic.startswith("b.")
        if re.match(r"(ld|st)", self.mnemonic):
            self.memory()
        elif self.branch:
            self.jump()
        else:
            self.operation()

    def memory(self):
        self.kind = "ld" if self.mnemonic[0] == "l" else "st"
        at = self.address_start()
        regs, addr = registers(self.operands[:at]), registers(self.operands[at:])
        self.addr, self.src = addr, list(addr)
        if "!" in self.operands or "], " in self.operands[at:]:
            self.wb = addr[0]
            self.uops = [*self.uops, ("I", 1)]
        if self.kind == "st":
            self.data, self.src = regs, addr + regs
        else:
            self.dst = regs
            if "}[" in self.operands:
                self.tied = True
                self.addr = self.src = addr + regs

    def address_start(self):
        """Where the address begins in the operands of a load or store."""
        return self.operands.rindex("[")

    def jump(self):
        if self.mnemonic.startswith("b."):
            self.src = ["nzcv"]
        elif self.mnemonic == "ret":
            self.src = registers(self.operands) or ["x30"]
        elif self.mnemonic not in ("b", "bl"):
            self.src = registers(self.operands)
        if self.mnemonic in ("bl", "blr"):
            self.dst = ["x30"]

    def operation(self):
        first, _, rest = self.operands.partition(", ")
        dst, src = registers(first), registers(rest)
        if self.mnemonic in ("ccmp", "ccmn"):
            dst, src = [], dst + src
        if RMW.match(self.text):
            src = dst + src
            self.tied = True
            self.acc = dst[0] if self.fwd else None
        if self.fwd == "madd" and src and not self.text.endswith("zr"):
            self.acc = src[-1]
        if re.match(r"(adc|sbc)s?$|cs(el|inc|inv|neg)$|ccm[pn]$", self.mnemonic):
            src = [*src, "nzcv"]
        if re.match(r"(add|sub|adc|sbc|and|bic)s$|ccm[pn]$", self.mnemonic):
            dst = [*dst, "nzcv"]
        self.src, self.dst = src, dst

    @property
    def writes(self):
        return self.dst + ([self.wb] if self.wb else [])


def lookup(text, rows):
    spaced = text if " " in text else text + " "
    for pattern, latency, uops, fwd in rows:
        if re.match(pattern, spaced):
            split = (uop.partition("*") for uop in uops.split())
            return latency, [(group, int(busy or 1)) for group, _, busy in split], fwd
    raise ValueError(f"no row of the N1 table is for: {text}")


GROUPS = ["B", "I", "M", "L", "D", "V", "V0", "V1"]
CLASSES = ["", *sorted({name for pair in FWD for name in pair})]


def number(reg):
    """The number of a register in core.h."""
    if reg in ("sp", "nzcv"):
        return {"sp": 31, "nzcv": 64}[reg]
    return int(reg[1:]) + (32 if reg[0] == "v" else 0)


def uop_fields(ins, j, group, busy):
    if ins.wb and j == len(ins.uops) - 1:
        kind, src = 1, ins.addr[:1]
    elif ins.kind == "st":
        kind, src = 2, ins.addr if group == "L" else ins.data
    elif ins.kind == "ld" and group == "I":
        kind, src = 3, ins.addr
    else:
        kind, src = 0, ins.src
    src = [number(reg) for reg in dict.fromkeys(src)]
    return [GROUPS.index(group), busy, kind, len(src), *src]


def row(ins):
    """The fields of an instruction, as core.h reads them."""
    acc = number(ins.acc) if ins.acc and ins.src.count(ins.acc) == 1 else -1
    x_regs = sum(reg[0] in "xs" for reg in ins.dst) + (ins.wb is not None)
    v_regs = sum(reg[0] == "v" for reg in ins.dst)
    fields = [
        ins.latency, CLASSES.index(ins.fwd), acc, number(ins.wb) if ins.wb else -1,
        any(group[0] == "V" for group, _ in ins.uops), ins.branch, ins.kind == "ld", ins.kind == "st",
        x_regs, v_regs, "nzcv" in ins.dst, len(ins.dst), *map(number, ins.dst), len(ins.uops),
    ]
    for j, (group, busy) in enumerate(ins.uops):
        fields += uop_fields(ins, j, group, busy)
    return " ".join(str(int(field)) for field in fields)


def write_table(instructions, core=None):
    """What core.h's read_table reads, for {address: Instruction}."""
    lines = []
    for key, value in (core or CORE).items():
        if isinstance(value, dict):
            lines += [f"{key}.{pipe} {size}" for pipe, size in value.items()]
        else:
            lines.append(f"{key} {value}")
    lines += [f"fwd.{CLASSES.index(a)}.{CLASSES.index(b)} 1" for a, b in sorted(FWD)]
    lines.append(f"TABLE {min(instructions):x} {max(instructions) + 4:x} {len(instructions)}")
    lines += [f"{pc:x} {row(ins)}" for pc, ins in instructions.items()]
    return "\n".join(lines) + "\n"


def pressure(counts, instructions):
    """Cycles of work for each pipe, or for pipes that share it: none can be faster."""
    work = Counter()
    multiplies = 0
    for pc, count in counts.items():
        for group, busy in instructions[pc].uops:
            work[group] += count * busy
            multiplies += count * (group == "M")
    return {
        "M": work["M"], "S0+S1+M": (work["I"] + multiplies) / 3, "V0": work["V0"], "V1": work["V1"],
        "V0+V1": (work["V"] + work["V0"] + work["V1"]) / 2, "L": work["L"] / 2, "D": work["D"] / 2,
        "B": work["B"], "decode": sum(counts.values()) / 4,
    }
