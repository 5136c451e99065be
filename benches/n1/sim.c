/* sim TABLE < trace: cycles of a trace of trace.c, with the busy cycles of each pipe and the stalls. */
#include "core.h"

static int next_record(u64 *record) {
    return fread(record, sizeof *record, 1, stdin) == 1;
}

int main(int argc, char **argv) {
    FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!in) { fprintf(stderr, "usage: sim TABLE < trace\n"); return 1; }
    read_table(in);
    u64 cycles = simulate();
    printf("cycles %lu\ninstructions %lu\nunknown %lu\n", cycles, executed, unknown);
    for (int i = 0; i < PIPES; i++) printf("busy.%s %lu\n", pipe_names[i], busy[i]);
    for (int i = 0; i < STALLS; i++) printf("stall.%s %lu\n", stall_names[i], stalls[i]);
    for (int i = 0; i < GROUPS; i++)
        printf("stall.dispatch.%s %lu\nstall.queue.%s %lu\n", group_names[i], dispatch_stalls[i], group_names[i], queue_stalls[i]);
    return 0;
}
