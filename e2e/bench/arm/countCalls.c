/* countCalls.c: runs kernel calls from the file input.bin on an emulated Cortex-M, through semihosting.
 * What count_call executes is counted from outside (countRuns.c). A call: four uint32 (place in the list of
 * kernels, bytes of step, model, arena), rows, step, model, arena; the end of the file ends the run. */
#include "nn.h"
#include "semihosting.h"

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

/* Not jumped out of, as model_run is not but for its last call. */
__attribute__((noinline, noclone)) void count_call(any_kernel *kernel, const nn_memory *memory,
                                                   nn_rows rows)
{
    kernel(step, memory, rows);
    __asm__ volatile("");
}

int main(void)
{
    const nn_memory memory = {arena.bytes, model.bytes};
    const int file = semihosting_open("input.bin");
    for (;;) {
        uint32_t head[4];
        nn_rows rows;
        if (semihosting_read(file, head, sizeof head) != 0) board_exit(0);
        if (head[1] > sizeof step || head[2] > MODEL_BYTES || head[3] > ARENA_BYTES) board_exit(6);
        if (semihosting_read(file, &rows, sizeof rows) + semihosting_read(file, step, head[1]) +
            semihosting_read(file, model.bytes, head[2]) +
            semihosting_read(file, arena.bytes, head[3]))
            board_exit(5);
        count_call(kernels[head[0]], &memory, rows);
    }
}
