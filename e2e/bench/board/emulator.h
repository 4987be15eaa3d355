/* emulator.h: an AVR whose memory the host may read and write between calls (libsimavr). */
#ifndef EMULATOR_H
#define EMULATOR_H

#include <stdint.h>
#include <simavr/sim_avr.h>

typedef struct {
    avr_t *avr;
    uint32_t begin, end; /* flash addresses of case_begin and case_end */
    uint32_t memory, rows, step, kernel, arena; /* RAM addresses */
    uint32_t arena_bytes, code_end, exact; /* exact: where the rare path of scaling begins */
    int far; /* flash addresses of 32 bits */
} emulator;

emulator emulator_open(const char *mcu, const char *elf);

typedef struct {
    uint64_t cycles;
    int stack;   /* bytes below the call */
    int stopped; /* 0: returned; otherwise crashed or ran past the limit */
    unsigned exact; /* times that the rare path of scaling ran */
} emulator_run;

emulator_run emulator_call(emulator *e, uint8_t kernel, const void *step, unsigned step_bytes,
                           uint32_t model_at, const uint16_t rows[4], uint64_t max_cycles);

#endif
