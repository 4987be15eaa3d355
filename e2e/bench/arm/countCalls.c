/* countCalls.c: runs kernel calls from the file input.bin on an emulated Cortex-M, through semihosting.
 * What count_call executes is counted from outside (countRuns.c). A call: four uint32 (place in the list of
 * kernels, bytes of step, model, arena), rows, step, model, arena; the end of the file ends the run. */
#include "nn.h"

void board_write(char c);
void board_exit(uint32_t status);

enum { SYS_OPEN = 0x01, SYS_READ = 0x06 };

typedef void any_kernel(const void *step, const nn_memory *memory, nn_rows rows);

/* By their symbols, because each has a type of its own. */
#define KERNEL(name) extern any_kernel any_##name __asm__(#name);
#include KERNEL_LIST
#undef KERNEL
#define KERNEL(name) any_##name,
static any_kernel *const kernels[] = {
#include KERNEL_LIST
};

static union {
    uint32_t align;
    uint8_t bytes[MODEL_BYTES];
} model;
static union {
    uint32_t align;
    int8_t bytes[ARENA_BYTES];
} arena;
static uint32_t step[32];

static int call(int operation, const void *argument)
{
    register int r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static int file;

/* Number of bytes that were not there. */
static uint32_t take(void *to, uint32_t bytes)
{
    const uint32_t read[3] = {(uint32_t)file, (uint32_t)(uintptr_t)to, bytes};
    return bytes > 0 ? (uint32_t)call(SYS_READ, read) : 0;
}

/* Not jumped out of, as model_run is not but for its last call. */
__attribute__((noinline, noclone)) void count_call(any_kernel *kernel, const nn_memory *memory,
                                                   nn_rows rows)
{
    kernel(step, memory, rows);
    __asm__ volatile("");
}

int main(void)
{
    static const char name[] = "input.bin";
    const uint32_t open[3] = {(uint32_t)(uintptr_t)name, 1, sizeof name - 1};
    const nn_memory memory = {arena.bytes, model.bytes};
    file = call(SYS_OPEN, open);
    if (file < 0) board_exit(4);
    for (;;) {
        uint32_t head[4];
        nn_rows rows;
        if (take(head, sizeof head) != 0) board_exit(0);
        if (head[1] > sizeof step || head[2] > MODEL_BYTES || head[3] > ARENA_BYTES) board_exit(6);
        if (take(&rows, sizeof rows) + take(step, head[1]) + take(model.bytes, head[2]) +
            take(arena.bytes, head[3]))
            board_exit(5);
        count_call(kernels[head[0]], &memory, rows);
    }
}
