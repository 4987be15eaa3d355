/* nn_port.h: the only file that knows the target. Everything else is plain C99.
 *
 * The model's constants (weights, channel records, tables) lie in flash and are reached through an
 * nn_flash, never through a pointer: AVR needs its own instructions to read flash, and on chips with
 * more than 64 KB a 16-bit pointer does not reach it. */
#ifndef NN_PORT_H
#define NN_PORT_H

#include <stddef.h>
#include <stdint.h>

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
#else
typedef uint16_t nn_flash; /* near: LPM */
typedef uint16_t nn_flash_size;
#define NN_FLASH_OF(symbol) ((uint16_t)(uintptr_t)(symbol))
static inline int8_t nn_read_s8(nn_flash at) { return (int8_t)pgm_read_byte(at); }
static inline uint16_t nn_read_u16(nn_flash at) { return pgm_read_word(at); }
static inline int32_t nn_read_s32(nn_flash at) { return (int32_t)pgm_read_dword(at); }
#define NN_LOAD_FLASH "movw r30, %A[w]\n\t"
#define NN_NEXT_FLASH "lpm %[b], Z+\n\t"
#endif
#define NN_STEP_MEMORY PROGMEM
#else
typedef const uint8_t *nn_flash; /* flash is memory */
typedef size_t nn_flash_size;
#define NN_FLASH_OF(symbol) ((const uint8_t *)(symbol))
static inline int8_t nn_read_s8(nn_flash at) { return (int8_t)*at; }
static inline uint16_t nn_read_u16(nn_flash at) { return *(const uint16_t *)(const void *)at; }
static inline int32_t nn_read_s32(nn_flash at) { return *(const int32_t *)(const void *)at; }
#define NN_STEP_MEMORY
#endif

/* A kernel is one function of its own size: the budget adds kernels up, so the compiler must not
 * inline or clone them. */
#if defined(__GNUC__) && !defined(__clang__)
#define NN_KERNEL __attribute__((noinline, noclone))
#elif defined(__clang__)
#define NN_KERNEL __attribute__((noinline))
#else
#define NN_KERNEL
#endif

/* Parts that kernels share are functions of their own on boards, and inlined in the page. */
#if defined(__wasm__)
#define NN_SHARED
#else
#define NN_SHARED NN_KERNEL
#endif

/* sum + Σ x[i] · w[i] over n values that lie side by side in both. Exact in int32 [C1]. */
#if defined(__AVR__)
/* 14 cycles a product. MULS leaves the product's sign in the carry: SBC spreads it over a byte. Two
 * products a turn; an odd count enters in the middle. */
#define NN_MAC                                                                                     \
    NN_NEXT_FLASH                                                                                  \
    "ld %[a], X+\n\tmuls %[a], %[b]\n\tsbc %[a], %[a]\n\t"               \
    "add %A[sum], r0\n\tadc %B[sum], r1\n\tadc %C[sum], %[a]\n\tadc %D[sum], %[a]\n\t"
static inline int32_t nn_dot_s8(int32_t sum, const int8_t *x, nn_flash w, size_t n)
{
    int8_t a, b;
    if (n == 0) return sum;
    __asm__ volatile(NN_LOAD_FLASH
                     "subi %A[n], 0xFF\n\tsbci %B[n], 0xFF\n\tlsr %B[n]\n\tror %A[n]\n\tbrcc 2f\n"
                     "1:\t" NN_MAC "2:\t" NN_MAC
                     "subi %A[n], 1\n\tsbci %B[n], 0\n\tbrne 1b\n\tclr __zero_reg__"
                     : [sum] "+r"(sum), [x] "+x"(x), [n] "+d"(n), [a] "=&d"(a), [b] "=&d"(b)
                     : [w] "r"(w)
                     : "r30", "r31", "memory");
    return sum;
}
#else
static inline int32_t nn_dot_s8(int32_t sum, const int8_t *x, nn_flash w, size_t n)
{
    for (size_t i = 0; i < n; i++) sum += (int16_t)(x[i] * nn_read_s8(w + i));
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
