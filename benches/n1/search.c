/*
 * search < PROBLEM: an order of straight-line instructions that the model runs fast. It is run several times
 * in a row, as in a loop. Simulated annealing by moves of single instructions, from the order in which
 * instructions come as soon as they may with the least key first. Deterministic: the random numbers come
 * from the seed. `schedule` writes the problem and reads the answer: cycles of the order that was given
 * and of the best found, and that order.
 */
#include "core.h"

#define MAX 512

static int n, repeats, moves;
static u64 seed;
static int key[MAX], before[MAX][MAX], befores[MAX], after[MAX][MAX], afters[MAX];
static int order[MAX], position[MAX], best_order[MAX];

static u64 random_below(u64 bound) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (seed >> 11) % bound;
}

static int at;
static int next_record(u64 *record) {
    if (at == repeats * n) return 0;
    *record = 4 * (u64)order[at++ % n];
    return 1;
}

static int cost(void) {
    at = 0;
    return simulate();
}

static void read_problem(void) {
    read_table(stdin);
    n = number(stdin);
    if (n > MAX) { fprintf(stderr, "search: more than %d instructions\n", MAX); exit(1); }
    repeats = number(stdin);
    seed = number(stdin);
    moves = number(stdin);
    for (int i = 0; i < n; i++) {
        key[i] = number(stdin);
        befores[i] = number(stdin);
        for (int k = 0; k < befores[i]; k++) {
            int j = before[i][k] = number(stdin);
            after[j][afters[j]++] = i;
        }
    }
}

static void merge(void) {
    int left[MAX], done[MAX] = {0};
    memcpy(left, befores, sizeof left);
    for (int p = 0; p < n; p++) {
        int next = -1;
        for (int i = 0; i < n; i++)
            if (!done[i] && !left[i] && (next < 0 || key[i] < key[next])) next = i;
        order[p] = next;
        done[next] = 1;
        for (int k = 0; k < afters[next]; k++) left[after[next][k]]--;
    }
}

/* Moves the instruction in one place to another; those between make room. */
static void move(int from, int to) {
    int step = from < to ? 1 : -1, moved = order[from];
    for (int p = from; p != to; p += step) position[order[p] = order[p + step]] = p;
    position[order[to] = moved] = to;
}

int main(void) {
    read_problem();
    for (int i = 0; i < n; i++) order[i] = i;
    int given = cost();
    merge();
    for (int p = 0; p < n; p++) position[order[p]] = p;
    int current = cost(), best = current;
    memcpy(best_order, order, sizeof order);
    for (int k = 0; k < moves; k++) {
        int from = random_below(n), i = order[from], first = 0, last = n - 1;
        for (int j = 0; j < befores[i]; j++)
            if (position[before[i][j]] >= first) first = position[before[i][j]] + 1;
        for (int j = 0; j < afters[i]; j++)
            if (position[after[i][j]] <= last) last = position[after[i][j]] - 1;
        int to = first + random_below(last - first + 1);
        if (to == from) continue;
        move(from, to);
        int cycles = cost();
        /* d cycles more are accepted with probability 2^(-d * cold). */
        int cold = 1 + 12 * k / moves;
        if ((cycles - current) * cold > __builtin_ctzll(random_below(1 << 20) | 1 << 20)) {
            move(to, from);
            continue;
        }
        current = cycles;
        if (cycles < best) { best = cycles; memcpy(best_order, order, sizeof order); }
    }
    printf("%d %d\n", given, best);
    for (int p = 0; p < n; p++) printf("%d ", best_order[p]);
    printf("\n");
    return 0;
}
