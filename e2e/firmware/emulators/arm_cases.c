/* arm_cases.c: runs steps from the file cases.bin on an emulated Cortex-M, through semihosting, and
 * compares every byte of the arena with what is expected. Prints the numbers of those that differ.
 * Test only. A case: four uint32 (bytes of model, arena, record, what is expected), model, record, arena, its first
 * bytes as expected; a record of 0 bytes ends the file. */
#include "nn_pairs.h"
#include "semihosting.h"

static union {
    uint32_t align;
    uint8_t bytes[MODEL_BYTES];
} model;
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
    const nn_memory memory = {arena.bytes, model.bytes};
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
    uint32_t number = 0;
    file = semihosting_open("cases.bin");
    print("differing:");
    for (;; number++) {
        uint32_t head[4];
        take(head, sizeof head);
        if (head[2] == 0) break;
        if (head[0] > MODEL_BYTES || head[1] > ARENA_BYTES || head[2] > sizeof record) board_exit(6);
        take(model.bytes, head[0]);
        take(record, head[2]);
        take(arena.bytes, head[1]);
        run_step();
        if (!is_expected(head[3])) print(" "), print_number(number);
    }
    print(" of "), print_number(number), print("\n");
    board_exit(0);
}
