/* nn_avr_asm.h: what the AVR assembly files share: the frame's layout (nn_avr.h has it as a C struct),
 * flash access and the register convention.
 *
 * Between accumulating and scaling:
 *   r2:r3+r10, r4:r5+r11, r6:r7+r12, r8:r9+r13   four 24-bit accumulators, low bytes in pairs
 *   r21 = 0, r28:r29 = frame (or the second view while accumulating), r0:r1 = products */
#ifndef NN_AVR_ASM_H
#define NN_AVR_ASM_H

/* A view: one row of windows over the input. */
#define VIEW_X 0
#define VIEW_BOX 2
#define VIEW_RUNS 4
#define VIEW_STEP 6
#define VIEW_WEIGHTS 8
#define VIEW_BIAS 11
#define VIEW_PAD 14
#define VIEW_BEFORE 15
#define VIEW_AFTER 16
#define VIEW_BYTES 17
/* The frame: two views, then what all tiles share. */
#define FRAME_OUT 34
#define FRAME_FACTOR 36
#define FRAME_THRESHOLD 39
#define FRAME_FRACTION 40
#define FRAME_SCALE 41
#define FRAME_RANGE 43
#define FRAME_LO 44
#define FRAME_OFFSET 45
#define FRAME_POOL 47
#define FRAME_LEFT 48
#define FRAME_RECORD 49
#define FRAME_SLOTS 52
#define FRAME_TAPS4 58
#define FRAME_TAPS2 60
#define FRAME_CHANNELS 62
/* Read in order through X. */
#define FRAME_STARTS 64
#define FRAME_STRIDE 98

#define zero r21
#define RAMPZ_IO 0x3B

/* Z (and its bank) from three bytes at Y + at; `t` is lost. */
.macro LOAD_FLASH at, t
#if defined(__AVR_HAVE_ELPM__)
        ldd \t, Y+\at+2
        out RAMPZ_IO, \t
#endif
        ldd r30, Y+\at
        ldd r31, Y+\at+1
.endm

.macro STORE_FLASH at, t
        std Y+\at, r30
        std Y+\at+1, r31
#if defined(__AVR_HAVE_ELPM__)
        in \t, RAMPZ_IO
        std Y+\at+2, \t
#endif
.endm

/* The next byte of flash: 3 cycles near and far. ELPM carries into RAMPZ, so runs may cross 64 KB. */
.macro READ_FLASH to
#if defined(__AVR_HAVE_ELPM__)
        elpm \to, Z+
#else
        lpm \to, Z+
#endif
.endm

.macro FAR_CALL name
#if defined(__AVR_HAVE_JMP_CALL__)
        call \name
#else
        rcall \name
#endif
.endm

/* acc += a * b, both unsigned: 5 cycles. */
.macro MAC a, b, lo, mid, hi
        mul \a, \b
        add \lo, r0
        adc \mid, r1
        adc \hi, zero
.endm

.macro SECTION name
        .section .text.\name,"ax",@progbits
        .global \name
        .type \name, @function
\name:
.endm

#endif
