/* nn_port.h: the only file that knows the target. Everything else is plain C99.
 *
 * The model's constants (weights, channel records, tables) lie in flash and are reached through an
 * nn_flash, never through a pointer: AVR needs its own instructions to read flash, and on chips with
 * more than 64 KB a 16-bit pointer does not reach it. */
#ifndef NN_PORT_H
#define NN_PORT_H

#include <stdint.h>

#if defined(__AVR__)
#include <avr/io.h>
#include <avr/pgmspace.h>
#if FLASHEND > 0xFFFF
typedef uint32_t nn_flash; /* far: ELPM, 24 bits used */
#define NN_FLASH_OF(symbol) pgm_get_far_address(symbol)
static inline int8_t nn_read_s8(nn_flash at) { return (int8_t)pgm_read_byte_far(at); }
static inline uint16_t nn_read_u16(nn_flash at) { return pgm_read_word_far(at); }
static inline int32_t nn_read_s32(nn_flash at) { return (int32_t)pgm_read_dword_far(at); }
#else
typedef uint16_t nn_flash; /* near: LPM */
#define NN_FLASH_OF(symbol) ((uint16_t)(uintptr_t)(symbol))
static inline int8_t nn_read_s8(nn_flash at) { return (int8_t)pgm_read_byte(at); }
static inline uint16_t nn_read_u16(nn_flash at) { return pgm_read_word(at); }
static inline int32_t nn_read_s32(nn_flash at) { return (int32_t)pgm_read_dword(at); }
#endif
#define NN_STEP_MEMORY PROGMEM
#else
typedef const uint8_t *nn_flash; /* flash is memory */
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

#endif
