/* casesFirmware.c: runs whatever kernel call the emulator's host (runCases.c) has put into its
 * memory, again and again. The two labels are where the host stops it. */
#include "nn_u8.h"

#if RAMEND > 0x1100
#define ARENA_BYTES 7000
#elif RAMEND > 0x900
#define ARENA_BYTES 3400
#else
#define ARENA_BYTES 1400
#endif

#ifndef KERNEL_LIST
#define KERNEL_LIST "kernelList.h"
#endif

typedef void (*kernel)(const void *step, const nn_memory *memory, nn_rows rows);

#define HOST __attribute__((used, externally_visible)) /* written by the host */
HOST nn_memory case_memory;
HOST nn_rows case_rows;
HOST uint8_t case_step[64];
HOST volatile uint8_t case_kernel;
HOST uint8_t case_arena[ARENA_BYTES];

#define KERNEL(name) (kernel) name,
static const kernel kernels[] = {
#include KERNEL_LIST
};

int main(void)
{
    case_memory.arena = (int8_t *)case_arena; /* or the linker would leave it out */
    for (;;) {
        __asm__ volatile(".global case_begin\ncase_begin: nop" ::: "memory");
        kernels[case_kernel](case_step, &case_memory, case_rows);
        __asm__ volatile(".global case_end\ncase_end: nop" ::: "memory");
    }
}
