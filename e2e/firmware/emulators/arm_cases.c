/* arm_cases.c: runs steps from the file cases.bin on an emulated Cortex-M, through semihosting, and
 * compares every byte of the arena with what is expected. Prints the numbers of those that differ.
 * Test only. A case: four uint32 (bytes of model, arena, record, what is expected), model, record, arena, its first
 * bytes as expected; a record of 0 bytes ends the file. */
#include "nn_pairs.h"
#include "semihosting.h"

/* Its last 32 bytes are behind the model. */
static uint8_t memory_of_model[(MODEL_BYTES + 31) / 32 * 32 + 32] __attribute__((aligned(32)));

/* Where the memory protection unit is that of ARMv7-M: who reads them ends the run with status 3. */
static uint8_t *forbid_behind_model(void)
{
    uint8_t *behind = memory_of_model + sizeof memory_of_model - 32;
#if defined(HAS_MPU)
    enum { VALID = 1 << 4, NEVER_EXECUTED = 1 << 28, BYTES_32 = 4 << 1, ENABLED = 1, OTHERS_AS_EVER = 4 };
    volatile uint32_t *const unit = (volatile uint32_t *)0xE000ED90;
    unit[3] = (uint32_t)(uintptr_t)behind | VALID;
    unit[4] = NEVER_EXECUTED | BYTES_32 | ENABLED;
    unit[1] = ENABLED | OTHERS_AS_EVER;
    __asm__ volatile("dsb\n\tisb" : : : "memory");
#endif
    return behind;
}

static uint8_t *model;
static union {
    uint32_t align;
    int8_t bytes[ARENA_BYTES];
} arena;
static uint32_t record[20];
static int file;

static void take(void *to, uint32_t bytes)
{
    if (semihosting_read(file, to, bytes) != 0) board_exit(5);
}

static void print(const char *text)
{
    while (*text) board_write(*text++);
}

static void print_number(uint32_t number)
{
    if (number > 9) print_number(number / 10);
    board_write((char)('0' + number % 10));
}

#define RUN(kernel) { kernel((const kernel##_step *)step, &memory, rows); break; }

static void run_step(void)
{
    const nn_memory memory = {arena.bytes, model};
    const uint16_t *head = (const uint16_t *)(const void *)record;
    const nn_rows rows = {head[2], head[3], head[4], head[5]};
    const void *step = record + 3;
    switch (head[0]) {
    RUN_CASES
    default: print("unknown kernel");
    }
}

static uint8_t is_expected(uint32_t bytes)
{
    int8_t some[256];
    uint8_t same = 1;
    for (uint32_t at = 0; at < bytes; at += sizeof some) {
        const uint32_t count = bytes - at < sizeof some ? bytes - at : sizeof some;
        take(some, count);
        for (uint32_t i = 0; i < count; i++) same &= some[i] == arena.bytes[at + i];
    }
    return same;
}

int main(void)
{
    uint8_t *const behind = forbid_behind_model();
    uint32_t number = 0;
    file = semihosting_open("cases.bin");
    print("differing:");
    for (;; number++) {
        uint32_t head[4];
        take(head, sizeof head);
        if (head[2] == 0) break;
        if (head[0] > MODEL_BYTES || head[1] > ARENA_BYTES || head[2] > sizeof record) board_exit(6);
        model = behind - ((head[0] + 3) & ~(uint32_t)3);
        take(model, head[0]);
        take(record, head[2]);
        take(arena.bytes, head[1]);
        run_step();
        if (!is_expected(head[3])) print(" "), print_number(number);
    }
    print(" of "), print_number(number), print("\n");
    board_exit(0);
}
