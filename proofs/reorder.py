"""Random orders of a routine's instructions that compute the same: what depends on what is kept."""

NOTHING = frozenset()


def field(word, at, size):
    return word >> at & (1 << size) - 1


def x(number):
    """A register operand where 31 is zero."""
    return frozenset() if number == 31 else frozenset([number])


def sp(number):
    """A register operand where 31 is the stack pointer."""
    return frozenset([number])


def v(*numbers):
    """Vector registers."""
    return frozenset(f"v{number % 32}" for number in numbers)


FLAGS = frozenset(["flags"])


# Which of vector registers d, n and m each of these reads is not told: all of them. Mask and value.
VECTORS = [
    (0x9F20FC00, 0x0E208400),  # ADD, SUB
    (0xBF3FFC00, 0x2E20B800),  # NEG
    (0xFF20FC00, 0x6E208C00),  # CMEQ
    (0xFF20FC00, 0x4E204400),  # SSHL
    (0xFF20FC00, 0x6E201C00),  # BSL, BIT, BIF, EOR
    (0xFF60FC00, 0x4E201C00),  # AND
    (0xFFE0FC00, 0x4EA01C00),  # ORR
    (0xFFE0FC00, 0x4E000400),  # DUP, element
    (0xFFE0FC00, 0x6E004000),  # EXT by 8
    (0xFF20FC00, 0x4E003800),  # ZIP1
    (0xFF20FC00, 0x4E001800),  # UZP1
    (0xFF80FC00, 0x4F005400),  # SHL
    (0xDF80FC00, 0x4F000400),  # SSHR, USHR
    (0xFF80CC00, 0x4F000400),  # SSRA, SRSRA
    (0xBFE0FC00, 0x0F20A400),  # SSHLL
    (0xBFE09C00, 0x0EA08000),  # SMLAL, SMLSL, SMULL
    (0xBFC03400, 0x0F802000),  # the same, by element
]
# How many registers LD1 and ST1 have, by their field `opcode`; the bytes of LDR and STR.
STRUCTURES = {7: 1, 10: 2, 6: 3, 2: 4}
LOADS = {370: 4, 498: 8, 506: 8, 123: 16}


class Effects:
    """What an instruction reads and writes; `access` is (store, base, offset, size, base is kept)."""

    def __init__(self, reads, writes, access=None):
        self.reads, self.writes, self.access = reads, writes, access


def signed(value, size):
    return value - (1 << size) if value >> size - 1 else value


def effects(word):
    """None for branches and whatever is not listed: these stay in their places.

    Fields as in chapter C4 of the Arm Architecture Reference Manual; 64-bit forms only.
    """
    d, n, e, m = (field(word, at, 5) for at in (0, 5, 10, 16))
    sets_flags = FLAGS if field(word, 29, 1) else NOTHING
    if field(word, 31, 1) and field(word, 23, 6) == 34:                     # ADD, SUB, immediate
        return Effects(sp(n), (x(d) if sets_flags else sp(d)) | sets_flags)
    if field(word, 31, 1) and field(word, 21, 8) == 88:                     # ADD, SUB, register
        return Effects(x(n) | x(m), x(d) | sets_flags)
    if field(word, 31, 1) and field(word, 21, 8) == 208 and e == 0:         # ADC, SBC
        return Effects(x(n) | x(m) | FLAGS, x(d) | sets_flags)
    if field(word, 31, 1) and field(word, 22, 7) == 40:                     # AND, ORR, EOR, ANDS
        return Effects(x(n) | x(m), x(d) | (FLAGS if field(word, 29, 2) == 3 else NOTHING))
    if field(word, 31, 1) and field(word, 21, 8) == 212 and not sets_flags:  # CSEL
        return Effects(x(n) | x(m) | FLAGS, x(d))
    if field(word, 21, 11) == 1240:                                         # MADD, MSUB
        return Effects(x(n) | x(m) | x(e), x(d))
    if field(word, 21, 11) in (1246, 1182):                                 # UMULH, EXTR
        return Effects(x(n) | x(m), x(d))
    if field(word, 22, 10) == 845:                                          # UBFM
        return Effects(x(n), x(d))
    if field(word, 21, 11) == 1241:                                         # SMADDL, SMSUBL
        return Effects(x(n) | x(m) | x(e), x(d))
    if field(word, 31, 1) and field(word, 22, 7) == 73 and field(word, 29, 2) != 3:  # AND, ORR, EOR, immediate
        return Effects(x(n), sp(d))
    if field(word, 23, 9) == 421:                                           # MOVZ
        return Effects(NOTHING, x(d))
    if field(word, 10, 22) == 1278467:                                      # DUP
        return Effects(x(n), v(d))
    if field(word, 19, 13) == 3552 and field(word, 10, 6) == 57:            # MOVI
        return Effects(NOTHING, v(d))
    if field(word, 19, 10) == 480 and field(word, 10, 2) == 1 and not field(word, 12, 1):  # MOVI, MVNI, 4S
        return Effects(NOTHING, v(d))
    if field(word, 10, 22) == 2595264:                                      # FMOV
        return Effects(x(n), v(d))
    if field(word, 21, 11) == 624 and field(word, 10, 6) == 7:              # INS
        return Effects(x(n) | v(d), v(d))
    if any(word & mask == value for mask, value in VECTORS):
        return Effects(v(d, n, m), v(d))
    load = field(word, 22, 1)
    if field(word, 23, 9) in (152, 153) and not field(word, 21, 1) and field(word, 12, 4) in STRUCTURES:  # LD1, ST1
        count, moves = STRUCTURES[field(word, 12, 4)], field(word, 23, 1)
        values = v(*range(d, d + count))
        reads, writes = (NOTHING, values) if load else (values, NOTHING)
        if moves:
            reads, writes = reads | x(m), writes | sp(n)
        return Effects(reads | sp(n), writes, (not load, n, 0, 16 * count, not moves))
    if field(word, 25, 7) in (20, 84, 54, 86) and field(word, 23, 2):       # LDP, STP of W, X, D, Q
        kept = field(word, 23, 2) == 2
        values, scale = (v(d, e), 4) if field(word, 26, 1) else (x(d) | x(e), 4)
        scale <<= field(word, 30, 2) if field(word, 26, 1) else field(word, 31, 1)
        access = (not load, n, scale * signed(field(word, 15, 7), 7), 2 * scale, kept)
        reads, writes = (NOTHING, values) if load else (values, NOTHING)
        return Effects(reads | sp(n), writes | (NOTHING if kept else sp(n)), access)
    if field(word, 23, 9) in LOADS:                                         # LDR, STR of W, X, D, Q
        size, values = LOADS[field(word, 23, 9)], v(d) if field(word, 26, 1) else x(d)
        access = (not load, n, size * field(word, 10, 12), size, True)
        return Effects(sp(n) if load else sp(n) | values, values if load else NOTHING, access)
    return None


def clash(first, second, between):
    """Whether two accesses may meet; `between` is what is written from the first to the second."""
    (store, base, at, size, kept), (store2, base2, at2, size2, kept2) = first, second
    if not (store or store2):
        return False
    apart = at + size <= at2 or at2 + size2 <= at
    return not (kept and kept2 and base == base2 and base not in between and apart)


def depends(block, i, j):
    """Whether instruction j of a block must stay after instruction i."""
    first, second = block[i], block[j]
    if first.writes & (second.reads | second.writes) or first.reads & second.writes:
        return True
    between = frozenset().union(*(one.writes for one in block[i:j]))
    return bool(first.access and second.access and clash(first.access, second.access, between))


def shuffle(block, chooser):
    """A random order of the positions of a block of effects."""
    waits = [{i for i in range(j) if depends(block, i, j)} for j in range(len(block))]
    order, left = [], set(range(len(block)))
    while left:
        ready = sorted(j for j in left if not waits[j] & left)
        order.append(chooser.choice(ready))
        left.remove(order[-1])
    return order


def targets(words):
    """The instructions that a B, BL, B.cond, CBZ, CBNZ, TBZ or TBNZ of the routine goes to."""
    found = set()
    for at, word in enumerate(words):
        if field(word, 25, 7) == 90 or field(word, 24, 8) == 84:
            found.add(at + signed(field(word, 5, 19), 19))
        elif field(word, 25, 6) == 27:
            found.add(at + signed(field(word, 5, 14), 14))
        elif field(word, 26, 6) in (5, 37):
            found.add(at + signed(field(word, 0, 26), 26))
    return found


def reorder(words, chooser):
    """The words with each stretch between branches and their targets in a random order."""
    result, start, entered = [], 0, targets(words)
    while start < len(words):
        end, block = start, []
        while end < len(words) and (end == start or end not in entered):
            what = effects(words[end])
            if what is None:
                break
            block.append(what)
            end += 1
        result += [words[start + i] for i in shuffle(block, chooser)]
        if end < len(words) and effects(words[end]) is None:
            result.append(words[end])
            end += 1
        start = end
    return result
