/* nn_port.h: the only file that knows the target. Everything else is plain C99.
 *
 * The model's constants (weights, channel records, tables) lie in flash and are reached through an
 * nn_flash, never through a pointer: AVR needs its own instructions to read flash, and on chips
 * with more than 64 KB a 16-bit pointer does not reach it. */
#ifndef NN_PORT_H
#define NN_PORT_H

#include <stddef.h>
#include <stdint.h>
#include "nn_cores.h"

#if defined(__AVR__)
#include <avr/io.h>
#include <avr/pgmspace.h>
#if FLASHEND > 0xFFFF
typedef uint32_t nn_flash; /* far: ELPM, 24 bits used */
typedef uint32_t nn_flash_size;
#define NN_FLASH_OF(symbol) pgm_get_far_address(symbol)
static inline int8_t nn_read_s8(nn_flash at) { return (int8_t)pgm_read_byte_far(at); }
static inline uint16_t nn_read_u16(nn_flash at) { return pgm_read_word_far(at); }
static inline int32_t nn_read_s32(nn_flash at) { return (int32_t)pgm_read_dword_far(at); }
#define NN_LOAD_FLASH "out __RAMPZ__, %C[w]\n\tmovw r30, %A[w]\n\t"
#define NN_NEXT_FLASH "elpm %[b], Z+\n\t"
#define NN_AT_FLASH "elpm %[b], Z\n\t"
#define NN_STEP_FLASH                                                                              \
    "add r30, %A[w_step]\n\tadc r31, %B[w_step]\n\tbrcc 2f\n\t"                                   \
    "in __tmp_reg__, __RAMPZ__\n\tinc __tmp_reg__\n\tout __RAMPZ__, __tmp_reg__\n2:\t"
#else
typedef uint16_t nn_flash; /* near: LPM */
typedef uint16_t nn_flash_size;
#define NN_FLASH_OF(symbol) ((uint16_t)(uintptr_t)(symbol))
static inline int8_t nn_read_s8(nn_flash at) { return (int8_t)pgm_read_byte(at); }
static inline uint16_t nn_read_u16(nn_flash at) { return pgm_read_word(at); }
static inline int32_t nn_read_s32(nn_flash at) { return (int32_t)pgm_read_dword(at); }
#define NN_LOAD_FLASH "movw r30, %A[w]\n\t"
#define NN_NEXT_FLASH "lpm %[b], Z+\n\t"
#define NN_AT_FLASH "lpm %[b], Z\n\t"
#define NN_STEP_FLASH "add r30, %A[w_step]\n\tadc r31, %B[w_step]\n\t"
#endif
#define NN_STEP_MEMORY PROGMEM
#define NN_STAGE(stage, field) pgm_read_word(&(stage)->field)
#else
typedef const uint8_t *nn_flash; /* flash is memory */
typedef size_t nn_flash_size;
#define NN_FLASH_OF(symbol) ((const uint8_t *)(symbol))
static inline int8_t nn_read_s8(nn_flash at) { return (int8_t)*at; }
static inline uint16_t nn_read_u16(nn_flash at) { return *(const uint16_t *)(const void *)at; }
static inline int32_t nn_read_s32(nn_flash at) { return *(const int32_t *)(const void *)at; }
#define NN_STEP_MEMORY
#define NN_STAGE(stage, field) ((stage)->field)
#endif

/* A kernel, or a part that kernels share, is one function of its own size: the budget adds them up,
 * so the compiler must not inline or clone them. */
#if defined(__GNUC__) && !defined(__clang__)
#define NN_KERNEL __attribute__((noinline, noclone))
#elif defined(__clang__)
#define NN_KERNEL __attribute__((noinline))
#else
#define NN_KERNEL
#endif

/* The two dot products of nn_dot.h. */
#if defined(__AVR__)
/* 12 cycles. MULS leaves the product's sign in the carry; SBC spreads it over a byte. */
#define NN_MAC                                                                                     \
    "muls %[a], %[b]\n\tsbc %[a], %[a]\n\t"                                                        \
    "add %A[sum], r0\n\tadc %B[sum], r1\n\tadc %C[sum], %[a]\n\tadc %D[sum], %[a]\n\t"
#define NN_NEXT_MAC NN_NEXT_FLASH "ld %[a], X+\n\t" NN_MAC
/* Two products a turn; an odd run enters in the middle. */
static inline int32_t nn_port_dot_rows(int32_t sum, const int8_t *x, size_t stride, nn_flash w,
                                       size_t run, uint8_t rows)
{
    const size_t turns = (run + 1) >> 1, skip = stride - run;
    const uint8_t odd = (uint8_t)run & 1;
    uint16_t turn;
    int8_t a, b;
    __asm__ volatile(NN_LOAD_FLASH
                     "0:\tmovw %[turn], %[turns]\n\tsbrc %[odd], 0\n\trjmp 2f\n"
                     "1:\t" NN_NEXT_MAC "2:\t" NN_NEXT_MAC
                     "subi %A[turn], 1\n\tsbci %B[turn], 0\n\tbrne 1b\n\t"
                     "add r26, %A[skip]\n\tadc r27, %B[skip]\n\tdec %[rows]\n\tbrne 0b\n\t"
                     "clr __zero_reg__"
                     : [sum] "+r"(sum), [x] "+x"(x), [rows] "+r"(rows), [turn] "=&d"(turn),
                       [a] "=&d"(a), [b] "=&d"(b)
                     : [w] "r"(w), [turns] "r"(turns), [skip] "r"(skip), [odd] "r"(odd)
                     : "r30", "r31", "memory");
    return sum;
}
static inline int32_t nn_port_dot_apart(int32_t sum, const int8_t *x, size_t x_step, size_t below,
                                        nn_flash w, uint16_t w_step, uint8_t n, uint8_t rows)
{
    const size_t skip = below - x_step * n;
    uint8_t left;
    int8_t a, b;
    __asm__ volatile(NN_LOAD_FLASH
                     "0:\tmov %[left], %[n]\n"
                     "1:\t" NN_AT_FLASH "ld %[a], X\n\t" NN_MAC
                     "add r26, %A[x_step]\n\tadc r27, %B[x_step]\n\t" NN_STEP_FLASH
                     "dec %[left]\n\tbrne 1b\n\tadd r26, %A[skip]\n\tadc r27, %B[skip]\n\t"
                     "dec %[rows]\n\tbrne 0b\n\tclr __zero_reg__"
                     : [sum] "+r"(sum), [x] "+x"(x), [rows] "+r"(rows), [left] "=&r"(left),
                       [a] "=&d"(a), [b] "=&d"(b)
                     : [w] "r"(w), [x_step] "r"(x_step), [w_step] "r"(w_step), [skip] "r"(skip),
                       [n] "r"(n)
                     : "r30", "r31", "memory");
    return sum;
}
#else
static inline int32_t nn_port_dot_rows(int32_t sum, const int8_t *x, size_t stride, nn_flash w,
                                       size_t run, uint8_t rows)
{
    for (; rows > 0; rows--, x += stride, w += run)
        for (size_t i = 0; i < run; i++) sum += (int16_t)(x[i] * nn_read_s8(w + i));
    return sum;
}
static inline int32_t nn_port_dot_apart(int32_t sum, const int8_t *x, size_t x_step, size_t below,
                                        nn_flash w, uint16_t w_step, uint8_t n, uint8_t rows)
{
    for (; rows > 0; rows--, x += below) {
        const int8_t *at = x;
        for (uint8_t i = n; i > 0; i--, at += x_step, w += w_step)
            sum += (int16_t)(*at * nn_read_s8(w));
    }
    return sum;
}
#endif

/* (x · m + 2^30) >> 31, for 2^30 ≤ m < 2^31 [R2]. */
#if defined(__AVR__)
/* All sixteen products of bytes, column by column: a fifth of the time of the 64-bit routines. The
 * lowest byte of the product is not needed, its register holds 0. */
#define NN_ADD_PRODUCT(a, b, p, q, carry)                                                          \
    "mul %" a "[x], %" b "[m]\n\tadd %" p ", r0\n\tadc %" q ", r1\n\tadc %" carry ", %A[low]\n\t"
static inline int32_t nn_multiply_high(int32_t x, int32_t m)
{
    int32_t low, high;
    __asm__("clr %A[low]\n\tclr %C[low]\n\tclr %D[low]\n\tclr %A[high]\n\tclr %B[high]\n\t"
            "movw %C[high], %A[high]\n\tmul %A[x], %A[m]\n\tmov %B[low], r1\n\t"
            NN_ADD_PRODUCT("A", "B", "B[low]", "C[low]", "D[low]")
            NN_ADD_PRODUCT("B", "A", "B[low]", "C[low]", "D[low]")
            NN_ADD_PRODUCT("A", "C", "C[low]", "D[low]", "A[high]")
            NN_ADD_PRODUCT("B", "B", "C[low]", "D[low]", "A[high]")
            NN_ADD_PRODUCT("C", "A", "C[low]", "D[low]", "A[high]")
            NN_ADD_PRODUCT("A", "D", "D[low]", "A[high]", "B[high]")
            NN_ADD_PRODUCT("B", "C", "D[low]", "A[high]", "B[high]")
            NN_ADD_PRODUCT("C", "B", "D[low]", "A[high]", "B[high]")
            NN_ADD_PRODUCT("D", "A", "D[low]", "A[high]", "B[high]")
            NN_ADD_PRODUCT("B", "D", "A[high]", "B[high]", "C[high]")
            NN_ADD_PRODUCT("C", "C", "A[high]", "B[high]", "C[high]")
            NN_ADD_PRODUCT("D", "B", "A[high]", "B[high]", "C[high]")
            NN_ADD_PRODUCT("C", "D", "B[high]", "C[high]", "D[high]")
            NN_ADD_PRODUCT("D", "C", "B[high]", "C[high]", "D[high]")
            "mul %D[x], %D[m]\n\tadd %C[high], r0\n\tadc %D[high], r1\n\t"
            "sbrs %D[x], 7\n\trjmp 1f\n\t" /* a negative x was taken as x + 2^32 */
            "sub %A[high], %A[m]\n\tsbc %B[high], %B[m]\n\tsbc %C[high], %C[m]\n\t"
            "sbc %D[high], %D[m]\n"
            "1:\tclr __zero_reg__\n\tldi %A[low], 0x40\n\tadd %D[low], %A[low]\n\t"
            "adc %A[high], __zero_reg__\n\tadc %B[high], __zero_reg__\n\t"
            "adc %C[high], __zero_reg__\n\tadc %D[high], __zero_reg__\n\t"
            "lsl %D[low]\n\trol %A[high]\n\trol %B[high]\n\trol %C[high]\n\trol %D[high]"
            : [low] "=&d"(low), [high] "=&r"(high)
            : [x] "r"(x), [m] "r"(m));
    return high;
}
#else
static inline int32_t nn_multiply_high(int32_t x, int32_t m)
{
    return (int32_t)(((int64_t)x * m + (1L << 30)) >> 31);
}
#endif

#endif
