/*
 * An out-of-order model of Neoverse N1, driven by the instructions that were executed: in-order
 * dispatch into a queue for each pipe, oldest ready first, in-order retirement; branches are always
 * predicted and loads always hit L1. sim.c feeds it traces, search.c candidate schedules.
 *
 * read_table() reads what table.py writes: the knobs of the core, then a line for each instruction.
 * simulate() runs the records that next_record() gives: an instruction's address, then its memory
 * accesses, which have bit 63 set, bit 62 in stores, log2 of the size in bits 56..61.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t u64;

static int next_record(u64 *record);

enum { PB, S0, S1, M, L0, L1, D0, D1, V0, V1, PIPES };
enum { GB, GI, GM, GL, GD, GV, GV0, GV1, GROUPS };
static const char *const pipe_names[PIPES] = {"B", "S0", "S1", "M", "L0", "L1", "D0", "D1", "V0", "V1"};
static const char *const group_names[GROUPS] = {"B", "I", "M", "L", "D", "V", "V0", "V1"};
static const int group_pipes[GROUPS][4] = {
    {PB, -1}, {S0, S1, M, -1}, {M, -1}, {L0, L1, -1}, {D0, D1, -1}, {V0, V1, -1}, {V0, -1}, {V1, -1}};

enum { RESULT, WRITEBACK, STORE, LOAD_INDEX }; /* what a micro-operation does */
typedef struct { uint8_t group, busy, kind, sources; uint8_t source[8]; } Uop;
typedef struct {
    int uops, latency, class, accumulator, writeback, dests, vector, branch, load, store, x_regs, v_regs, flags;
    uint8_t dest[8];
    Uop uop[12];
} Instruction;

/* Knobs, see CORE in table.py. */
static int decode = 4, uops = 8, rob = 128, retire = 8, mall, vmax = 4, fwd = 1, stlf = 1, taken;
static int ipr = 88, vpr = 96, flags = 39, iq[PIPES], disp[GROUPS], forwards[16][16];
/* Instructions by address; number 0 stands for those that are not in the table. */
static u64 low, high;
static Instruction *table;
static uint32_t *table_index;

#define ROB 1024                /* in flight, a power of two above any rob */
typedef struct { Instruction *what; int left; u64 done, written_back; int waiting; } Slot;
static Slot slots[ROB];
#define UOPS 16384
typedef struct { u64 number, ready; int pending, next; uint8_t pipe, group, busy, kind; } Flight;
static Flight flight[UOPS];
static unsigned flights;
/* Lists of who waits for whom. */
#define WAITERS (1 << 16)
static struct { int uop, what, next; } waiters[WAITERS];
static int free_waiter;
/* When micro-operations become ready, and those that are. */
#define CALENDAR 512
static int calendar[CALENDAR], ready[PIPES][512], ready_count[PIPES], occupied[PIPES];
/* The last writer of each register (x0.., sp, v0.., nzcv) and of each eight bytes of memory. */
static struct { u64 number; int class, writeback; } writer[72];
#define MEMORY (1u << 16)
static struct { u64 address, number; } memory[MEMORY];

enum { ON_RESULT, ON_WRITEBACK, ON_ACCUMULATOR, ON_MEMORY };
enum { STALL_ROB, STALL_X, STALL_V, STALL_FLAGS, STALL_UOPS, STALL_VECTORS, STALLS };
static const char *const stall_names[STALLS] = {"rob", "x", "v", "flags", "uops", "vectors"};
static u64 cycle, head = 1, tail = 1, busy[PIPES], blocked[PIPES], multiply_blocked, executed, unknown;
static u64 stalls[STALLS], dispatch_stalls[GROUPS], queue_stalls[GROUPS];
static int free_x, free_v, free_flags;

static void knob(const char *key, int value) {
    static const struct { const char *name; int *where; } knobs[] = {
        {"decode", &decode}, {"uops", &uops}, {"rob", &rob}, {"retire", &retire}, {"mall", &mall},
        {"vmax", &vmax}, {"fwd", &fwd}, {"stlf", &stlf}, {"taken", &taken}, {"ipr", &ipr},
        {"vpr", &vpr}, {"flags", &flags}};
    int a, b;
    for (unsigned i = 0; i < sizeof knobs / sizeof *knobs; i++)
        if (!strcmp(key, knobs[i].name)) *knobs[i].where = value;
    for (int i = 0; i < PIPES; i++)
        if (!strncmp(key, "iq.", 3) && !strcmp(key + 3, pipe_names[i])) iq[i] = value;
    for (int i = 0; i < GROUPS; i++)
        if (!strncmp(key, "disp.", 5) && !strcmp(key + 5, group_names[i])) disp[i] = value;
    if (sscanf(key, "fwd.%d.%d", &a, &b) == 2) forwards[a][b] = value;
}

static int number(FILE *in) {
    int value;
    if (fscanf(in, "%d", &value) != 1) { fprintf(stderr, "n1: bad table\n"); exit(2); }
    return value;
}

static u64 address(FILE *in) {
    unsigned long long value;
    if (fscanf(in, "%llx", &value) != 1) { fprintf(stderr, "n1: bad table\n"); exit(2); }
    return value;
}

/* Returns the number of instructions. */
static int read_table(FILE *in) {
    char key[64];
    while (fscanf(in, "%63s", key) == 1 && strcmp(key, "TABLE")) knob(key, number(in));
    low = address(in);
    high = address(in);
    int count = number(in);
    table = calloc(count + 1, sizeof *table);
    table_index = calloc((high - low) / 4 + 1, sizeof *table_index);
    table[0] = (Instruction){.uops = 1, .latency = 1, .accumulator = -1, .writeback = -1, .uop = {{GI, 1}}};
    for (int i = 1; i <= count; i++) {
        Instruction *t = &table[i];
        table_index[(address(in) - low) / 4] = i;
        int *const fields[] = {&t->latency, &t->class, &t->accumulator, &t->writeback, &t->vector, &t->branch,
                               &t->load, &t->store, &t->x_regs, &t->v_regs, &t->flags, &t->dests};
        for (unsigned j = 0; j < sizeof fields / sizeof *fields; j++) *fields[j] = number(in);
        for (int j = 0; j < t->dests; j++) t->dest[j] = number(in);
        t->uops = number(in);
        for (int j = 0; j < t->uops; j++) {
            Uop *u = &t->uop[j];
            u->group = number(in);
            u->busy = number(in);
            u->kind = number(in);
            u->sources = number(in);
            for (int k = 0; k < u->sources; k++) u->source[k] = number(in);
        }
    }
    for (int i = 0; i < CALENDAR; i++) calendar[i] = -1;
    for (int i = 0; i < WAITERS; i++) waiters[i].next = i + 1;
    free_waiter = 1;
    free_x = ipr;
    free_v = vpr;
    free_flags = flags;
    return count;
}

static void schedule(int uop) {
    u64 when = flight[uop].ready > cycle ? flight[uop].ready : cycle + 1;
    if (when - cycle >= CALENDAR) abort();
    flight[uop].next = calendar[when % CALENDAR];
    calendar[when % CALENDAR] = uop;
}

static void wait_for(u64 number, int uop, int what) {
    int w = free_waiter;
    free_waiter = waiters[w].next;
    waiters[w].uop = uop;
    waiters[w].what = what;
    waiters[w].next = slots[number % ROB].waiting;
    slots[number % ROB].waiting = w;
    flight[uop].pending++;
}

static void retire_some(void) {
    for (int n = 0; tail < head && n < retire; n++, tail++) {
        Slot *s = &slots[tail % ROB];
        if (s->left || s->done > cycle) break;
        free_x += s->what->x_regs;
        free_v += s->what->v_regs;
        free_flags += s->what->flags;
    }
}

/* When slot s's result is there for a waiter of this kind. */
static u64 available(const Slot *s, int what) {
    return what == ON_WRITEBACK ? s->written_back
         : what == ON_ACCUMULATOR ? s->done - s->what->latency + 1
         : what == ON_MEMORY ? s->done + stlf : s->done;
}

static void issue(int pipe) {
    if (!ready_count[pipe] || blocked[pipe] > cycle) return;
    int best = -1, only_short = pipe == M && multiply_blocked > cycle;
    if (only_short && mall) return;
    for (int i = 0; i < ready_count[pipe]; i++) {
        Flight *f = &flight[ready[pipe][i]];
        if (only_short && f->group != GI) continue;
        if (best < 0 || f->number < flight[ready[pipe][best]].number) best = i;
    }
    if (best < 0) return;
    Flight *f = &flight[ready[pipe][best]];
    ready[pipe][best] = ready[pipe][--ready_count[pipe]];
    Slot *s = &slots[f->number % ROB];
    occupied[pipe]--;
    busy[pipe] += f->busy;
    if (pipe == M && f->group == GM) { multiply_blocked = cycle + f->busy; blocked[pipe] = cycle + 1; }
    else blocked[pipe] = cycle + f->busy;
    u64 done = cycle + (f->kind == WRITEBACK || f->kind == STORE ? 1 : s->what->latency);
    s->left--;
    if (f->kind == WRITEBACK) s->written_back = done;
    if (done > s->done) s->done = done;
    for (int *link = &s->waiting; *link;) {
        int w = *link;
        if (waiters[w].what == ON_WRITEBACK ? !s->written_back : s->left) { link = &waiters[w].next; continue; }
        Flight *g = &flight[waiters[w].uop];
        u64 when = available(s, waiters[w].what);
        if (when > g->ready) g->ready = when;
        if (!--g->pending) schedule(waiters[w].uop);
        *link = waiters[w].next;
        waiters[w].next = free_waiter;
        free_waiter = w;
    }
}

static void depend(int uop, u64 number, int what) {
    Slot *s = &slots[number % ROB];
    if (what == ON_WRITEBACK ? !s->written_back : s->left) wait_for(number, uop, what);
    else if (available(s, what) > flight[uop].ready) flight[uop].ready = available(s, what);
}

/* Dispatches the instruction, or counts why not. */
static int dispatch(Instruction *t, const u64 *accesses, int count, int limit[GROUPS], int *used, int *vectors) {
    int chosen[12], taken_now[PIPES] = {0};
    if (head - tail >= (u64)rob) { stalls[STALL_ROB]++; return 0; }
    if (free_x < t->x_regs) { stalls[STALL_X]++; return 0; }
    if (free_v < t->v_regs) { stalls[STALL_V]++; return 0; }
    if (free_flags < t->flags) { stalls[STALL_FLAGS]++; return 0; }
    if (*used && *used + t->uops > uops) { stalls[STALL_UOPS]++; return 0; }
    if (t->vector && *vectors >= vmax) { stalls[STALL_VECTORS]++; return 0; }
    for (int j = 0; j < t->uops; j++) {
        int g = t->uop[j].group, best = -1, least = 0;
        if (limit[g] >= disp[g]) { dispatch_stalls[g]++; return 0; }
        for (const int *p = group_pipes[g]; *p >= 0; p++) {
            int o = occupied[*p] + taken_now[*p];
            if (o < iq[*p] && (best < 0 || o < least)) best = *p, least = o;
        }
        if (best < 0) { queue_stalls[g]++; return 0; }
        taken_now[best]++;
        chosen[j] = best;
    }
    free_x -= t->x_regs;
    free_v -= t->v_regs;
    free_flags -= t->flags;
    slots[head % ROB] = (Slot){.what = t, .left = t->uops, .done = t->uops ? 0 : cycle + 1};
    for (int j = 0; j < t->uops; j++) {
        const Uop *o = &t->uop[j];
        int u = flights++ % UOPS;
        limit[o->group]++;
        flight[u] = (Flight){.number = head, .ready = cycle + 1, .pipe = chosen[j], .group = o->group,
                             .busy = o->busy, .kind = o->kind};
        for (int k = 0; k < o->sources; k++) {
            int r = o->source[k];
            u64 n = writer[r].number;
            if (n < tail || !n) continue;
            depend(u, n, writer[r].writeback ? ON_WRITEBACK
                : fwd && o->kind == RESULT && r == t->accumulator && forwards[writer[r].class][t->class]
                ? ON_ACCUMULATOR : ON_RESULT);
        }
        if (t->load && o->kind == RESULT && o->group == GL) {
            u64 last = 0;
            for (int m = 0; m < count; m++) {
                u64 a = (accesses[m] & 0xffffffffffff) >> 3;
                u64 n = memory[a % MEMORY].address == a ? memory[a % MEMORY].number : 0;
                if (n < tail || !n || n == last) continue;
                last = n;
                depend(u, n, ON_MEMORY);
            }
        }
        occupied[chosen[j]]++;
        if (!flight[u].pending) schedule(u);
    }
    for (int j = 0; j < t->dests; j++) {
        writer[t->dest[j]].number = head;
        writer[t->dest[j]].class = t->class;
        writer[t->dest[j]].writeback = 0;
    }
    if (t->writeback >= 0) {
        writer[t->writeback].number = head;
        writer[t->writeback].class = 0;
        writer[t->writeback].writeback = 1;
    }
    for (int m = 0; t->store && m < count; m++) {
        u64 a = accesses[m] & 0xffffffffffff, size = 1ull << (accesses[m] >> 56 & 15);
        for (u64 g = a >> 3; g <= (a + size - 1) >> 3; g++) {
            memory[g % MEMORY].address = g;
            memory[g % MEMORY].number = head;
        }
    }
    *used += t->uops;
    *vectors += t->vector;
    executed++;
    head++;
    return 1;
}

/* Runs all records; returns the cycles. May be called again: the pipes are empty at its end. */
static u64 simulate(void) {
    u64 record, start = cycle, fetch = 0, pc = 0, accesses[64], last = cycle;
    int more = next_record(&record), count = 0;
    Instruction *current = NULL;
    for (;; cycle++) {
        u64 before = tail;
        retire_some();
        if (tail != before) last = cycle;
        if (cycle - last > 100000) { fprintf(stderr, "n1: the model is stuck\n"); exit(4); }
        if (tail == head && !more && !current) break;
        for (int u = calendar[cycle % CALENDAR]; u >= 0; u = flight[u].next) {
            int p = flight[u].pipe;
            ready[p][ready_count[p]++] = u;
        }
        calendar[cycle % CALENDAR] = -1;
        for (int p = 0; p < PIPES; p++) issue(p);
        int used = 0, vectors = 0, limit[GROUPS] = {0};
        for (int n = 0; n < decode && cycle >= fetch; n++) {
            if (!current) {
                if (!more) break;
                pc = record;
                int i = pc >= low && pc < high ? table_index[(pc - low) / 4] : 0;
                unknown += !i;
                current = &table[i];
                count = 0;
                while ((more = next_record(&record)) && record >> 63)
                    if (count < 64) accesses[count++] = record;
            }
            if (!dispatch(current, accesses, count, limit, &used, &vectors)) break;
            int jumped = current->branch && more && record != pc + 4;
            current = NULL;
            if (jumped) { fetch = cycle + 1 + taken; break; }
        }
    }
    u64 cycles = cycle - start;
    cycle += 64;                /* lets the pipes run dry before another call */
    return cycles;
}
