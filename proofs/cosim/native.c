/*
 * Executes single AArch64 instructions: reads cases on standard input, writes what each left behind
 * on standard output. cosim.ml makes the cases and compares; both structs are known there.
 *
 * Nothing of this program runs between setting up a state and recording it: the state enters and
 * leaves through the signal frame of the breakpoint (or fault) that ended the case before.
 */
#define _GNU_SOURCE
#include <asm/sigcontext.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

/* One page of breakpoints, and one of data between pages that are not mapped. */
#define CODE ((uint32_t *)0x4000000000)
#define DATA ((uint8_t *)0x5000000000)
#define PAGE 4096
#define BREAKPOINT 0xd4200000

struct state {
    uint64_t pc;
    uint64_t x[32];             /* x[31] is the stack pointer */
    uint64_t v[64];
    uint64_t nzcv;
};

struct input {
    uint64_t word;
    struct state state;
    uint8_t block[64];          /* repeated all over the page of data */
};

struct output {
    uint64_t signal;
    struct state state;
    uint64_t from, to;          /* where the page of data changed, an interval of offsets */
    uint8_t bytes[64];          /* what is there now */
};

static struct input in;
static int started;

static void fail(const char *what) {
    perror(what);
    _Exit(2);
}

static struct fpsimd_context *vectors(ucontext_t *context) {
    struct _aarch64_ctx *record = (void *)context->uc_mcontext.__reserved;
    while (record->magic != FPSIMD_MAGIC) {
        if (record->magic == 0) fail("no vector registers in the signal frame");
        record = (void *)((char *)record + record->size);
    }
    return (void *)record;
}

static void record(int signal, ucontext_t *context) {
    struct output out = {.signal = signal};
    mcontext_t *machine = &context->uc_mcontext;
    out.state.pc = machine->pc;
    memcpy(out.state.x, machine->regs, 31 * 8);
    out.state.x[31] = machine->sp;
    memcpy(out.state.v, vectors(context)->vregs, sizeof out.state.v);
    out.state.nzcv = machine->pstate >> 28 & 15;
    uint64_t from = 0, to = PAGE;
    while (from < PAGE && DATA[from] == in.block[from % 64]) from++;
    while (to > from && DATA[to - 1] == in.block[(to - 1) % 64]) to--;
    if (to - from > sizeof out.bytes) fail("more was written than one instruction can");
    out.from = from;
    out.to = to;
    memcpy(out.bytes, DATA + from, to - from);
    if (fwrite(&out, sizeof out, 1, stdout) != 1) fail("output");
}

static void set(uint64_t address, uint32_t word) {
    uint32_t *place = (uint32_t *)address;
    *place = word;
    __builtin___clear_cache((char *)place, (char *)(place + 1));
}

static void next(int signal, siginfo_t *info, void *argument) {
    (void)info;
    ucontext_t *context = argument;
    if (started) {
        record(signal, context);
        set(in.state.pc, BREAKPOINT);
    }
    started = 1;
    if (fread(&in, sizeof in, 1, stdin) != 1) {
        if (ferror(stdin) || fflush(stdout)) fail("the streams");
        _Exit(0);
    }
    if (in.state.pc < (uint64_t)CODE || in.state.pc > (uint64_t)CODE + PAGE - 4) fail("pc");
    for (int i = 0; i < PAGE; i += 64) memcpy(DATA + i, in.block, 64);
    set(in.state.pc, in.word);
    mcontext_t *machine = &context->uc_mcontext;
    machine->pc = in.state.pc;
    memcpy(machine->regs, in.state.x, 31 * 8);
    machine->sp = in.state.x[31];
    memcpy(vectors(context)->vregs, in.state.v, sizeof in.state.v);
    machine->pstate = (machine->pstate & 0x0fffffff) | in.state.nzcv << 28;
}

static void map(void *address, int protection) {
    void *got = mmap(address, PAGE, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != address) fail("mmap");
}

int main(void) {
    map(CODE, PROT_READ | PROT_WRITE | PROT_EXEC);
    map(DATA, PROT_READ | PROT_WRITE);
    for (int i = 0; i < PAGE / 4; i++) CODE[i] = BREAKPOINT;
    /* The stack pointer is part of the cases, so the handler needs a stack of its own. */
    stack_t stack = {.ss_size = 1 << 16, .ss_sp = malloc(1 << 16)};
    if (!stack.ss_sp || sigaltstack(&stack, NULL)) fail("sigaltstack");
    struct sigaction action = {.sa_sigaction = next, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    int signals[] = {SIGTRAP, SIGSEGV, SIGBUS, SIGILL};
    for (int i = 0; i < 4; i++)
        if (sigaction(signals[i], &action, NULL)) fail("sigaction");
    raise(SIGTRAP);
    return 2;
}
