/* countRuns.c: a plugin for QEMU (7.2, interface 1) that counts what each run of one function and of
 * all that it calls executes on a Cortex-M: instructions, exactly; cycles, estimated by the
 * instruction tables of the cores' manuals with memory that never waits (Arm prints none for the M7: two
 * instructions a cycle where one may be loaded). One JSON line a run:
 * {"instructions": n, "cycles": n, "calls": [n, ...], "callCycles": [n, ...]}, calls in the order in
 * which the function makes them. Arguments: entry=ADDRESS, bytes=SIZE of the function,
 * core=m0|m0plus|m3|m4|m7, out=FILE. What is used of the interface is declared here, because not every
 * package has its header. */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PUBLIC __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t,
                                           void (*)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *, void (*)(unsigned, void *), int,
                                          void *);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *, int, void *, uint64_t);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, void *), void *);
PUBLIC int qemu_plugin_version = 1;

static enum { M0, M0_PLUS, M3, M4, M7 } core = M4;
static uint64_t entry, bytes;
static FILE *out;

/* Since the emulator began; cycles in quarters. */
static uint64_t instructions, quarters;

typedef struct {
    uint64_t start, next; /* next: behind its last instruction */
    unsigned taken;       /* quarters more when the next one executed is another */
} block;

static const block *last;

#define MOST_CALLS 4096
static bool running, inside; /* inside: in the function itself, not in what it calls */
static uint64_t back, began, began_quarters;
static uint64_t call_began, call_quarters, calls[MOST_CALLS], call_cycles[MOST_CALLS];
static unsigned count;

static void end_call(void)
{
    if (count < MOST_CALLS) {
        calls[count] = instructions - call_began;
        call_cycles[count++] = (quarters - call_quarters) / 4;
    }
    call_began = instructions, call_quarters = quarters;
}

static void print(const char *name, const uint64_t *values)
{
    fprintf(out, ", \"%s\": [", name);
    for (unsigned i = 0; i < count; i++) fprintf(out, "%s%" PRIu64, i ? ", " : "", values[i]);
    fprintf(out, "]");
}

static void end_run(void)
{
    if (!inside) end_call(); /* the last one was a jump */
    fprintf(out, "{\"instructions\": %" PRIu64 ", \"cycles\": %" PRIu64, instructions - began,
            (quarters - began_quarters) / 4);
    print("calls", calls);
    print("callCycles", call_cycles);
    fprintf(out, "}\n");
    running = false;
}

static void on_block(unsigned cpu, void *data)
{
    const block *now = data;
    (void)cpu;
    if (last && last->next != now->start) quarters += last->taken;
    const bool here = now->start - entry < bytes;
    if (running && now->start == back) end_run();
    if (!running && now->start == entry && last) {
        running = true, back = last->next, count = 0;
        began = call_began = instructions, began_quarters = call_quarters = quarters;
    } else if (running && here && !inside) {
        end_call();
    }
    inside = here;
    last = now;
}

static unsigned ones(unsigned v) { return (unsigned)__builtin_popcount(v); }

/* Quarters that a branch takes more where it is taken. */
static unsigned refill_cost(void) { return core == M0_PLUS || core == M7 ? 4 : 8; }

/* Quarters of a 16-bit instruction; `load`: of one register, `taken` as in `block`. */
static unsigned short_cost(unsigned h, bool *load, unsigned *taken)
{
    const unsigned one = core == M7 ? 2 : 4; /* the M7 may issue two at once */
    const unsigned refill = refill_cost();
    const unsigned group = h >> 11;
    if (group == 0x1c || h >> 12 == 0xd || (h & 0xf500) == 0xb100 || h >> 8 == 0x47 ||
        (h & 0xff87) == 0x4687 || (h & 0xff87) == 0x4487) {
        *taken = refill;
        return one;
    }
    if (group == 9 || (h >> 12 >= 5 && h >> 12 <= 9)) {
        *load = true;
        return 2 * one;
    }
    if ((h & 0xfe00) == 0xbc00) *taken = refill + 4;
    if ((h & 0xfe00) == 0xb400 || (h & 0xfe00) == 0xbc00) return one + one * ones(h & 0x1ff);
    if (h >> 12 == 0xc) return one + one * ones(h & 0xff);
    return one;
}

static unsigned long_cost(unsigned h, unsigned l, bool *load, unsigned *taken)
{
    const unsigned one = core == M7 ? 2 : 4;
    const unsigned refill = refill_cost();
    if (core <= M0_PLUS) { /* BL, else barriers and special registers */
        *taken = refill;
        return (h & 0xf800) == 0xf000 && (l & 0xd000) == 0xd000 ? 8 : 12;
    }
    if ((h & 0xf800) == 0xf000 && (l & 0x8000)) {
        *taken = refill;
        return one;
    }
    if ((h & 0xfe40) == 0xe800) { /* several registers */
        *taken = refill;
        return one + one * ones(l);
    }
    if ((h & 0xfe40) == 0xe840) { /* a pair; table branches */
        if ((h & 0xffe0) == 0xe8c0 && (l & 0xf000) == 0xf000) *taken = refill;
        return *taken ? 8 : 3 * one;
    }
    if ((h & 0xfe00) == 0xf800) {
        *load = true, *taken = refill;
        return 2 * one;
    }
    if ((h & 0xff80) == 0xfb80 && (h & 0xd0) == 0x90) return 24; /* a division: 2 to 12 */
    if (core == M3 && (h & 0xff80) == 0xfb80) return h & 0x40 ? 22 : 16; /* 64 bits: 4 to 7, 3 to 5 */
    if (core == M3 && (h & 0xfff0) == 0xfb00 && (l & 0xf000) != 0xf000) return 8;
    return one;
}

/* Not what the emulator says: at the end of a page it takes what follows for a part of it. */
static unsigned size_of(uint16_t first) { return first < 0xe800 ? 2 : 4; }

static unsigned cost(const struct qemu_plugin_insn *insn, bool *load, unsigned *taken,
                     unsigned *size)
{
    uint16_t half[2] = {0, 0};
    *load = false, *taken = 0;
    memcpy(half, qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn) < 4 ? 2 : 4);
    *size = size_of(half[0]);
    if (*size == 2) return short_cost(half[0], load, taken);
    return long_cost(half[0], half[1], load, taken);
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    const size_t length = qemu_plugin_tb_n_insns(tb);
    block *made = calloc(1, sizeof *made);
    bool load = false;
    (void)id;
    made->start = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0));
    for (size_t i = 0; i < length; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        const bool loaded = load;
        unsigned size, each = cost(insn, &load, &made->taken, &size);
        const bool pipelined = core == M3 || core == M4; /* the next of several loads */
        if (pipelined && load && loaded) each -= 4;
        made->next = qemu_plugin_insn_vaddr(insn) + size;
        qemu_plugin_register_vcpu_insn_exec_inline(insn, 0, &instructions, 1);
        qemu_plugin_register_vcpu_insn_exec_inline(insn, 0, &quarters, each);
    }
    qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, 0, made);
}

static int read_core(const char *name)
{
    static const char *const names[] = {"m0", "m0plus", "m3", "m4", "m7"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i])) return core = i, 1;
    return 0;
}

static void at_exit(qemu_plugin_id_t id, void *data)
{
    (void)id, (void)data;
    fclose(out);
}

PUBLIC int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
    (void)info;
    for (int i = 0; i < argc; i++) {
        char *value = strchr(argv[i], '=');
        if (!value) return -1;
        *value++ = 0;
        if (!strcmp(argv[i], "entry")) entry = strtoull(value, NULL, 0);
        else if (!strcmp(argv[i], "bytes")) bytes = strtoull(value, NULL, 0);
        else if (!strcmp(argv[i], "out")) out = fopen(value, "w");
        else if (strcmp(argv[i], "core") || !read_core(value)) return -1;
    }
    if (!out || !bytes) return -1;
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_atexit_cb(id, at_exit, NULL);
    return 0;
}
