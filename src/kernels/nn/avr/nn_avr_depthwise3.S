/* Tiles of a depthwise convolution 3 columns wide, with or without padding. No boxes: a channel's
 * sums of x would serve no other channel. So weights are signed; MULSU leaves the product's sign in
 * the carry, and SBC spreads it over the third byte: 6 cycles a product. 8.7 with loads for 4
 * windows, 10.7 for 2. */
#include "nn_avr_pad_asm.h"

#define sign r21

.macro SIGNED_MAC x, lo, mid, hi
        mulsu weight, \x
        sbc sign, sign
        add \lo, r0
        adc \mid, r1
        adc \hi, sign
.endm

.macro SIGNED_TAP4 a, b, c, d
        READ_FLASH weight
        SIGNED_MAC \a, r2, r3, r10
        SIGNED_MAC \b, r4, r5, r11
        SIGNED_MAC \c, r6, r7, r12
        SIGNED_MAC \d, r8, r9, r13
.endm

.macro SIGNED_TAP2 a, b
        READ_FLASH weight
        SIGNED_MAC \a, r2, r3, r10
        SIGNED_MAC \b, r4, r5, r11
.endm

.macro NEXT_ROW name
        add r26, step_lo
        adc r27, step_hi
        dec runs
        breq \name\()_done
        rjmp \name\()_run
\name\()_done:
        clr zero
        ret
.endm

.macro BEGIN_SUMS
        ldd r2, Y+VIEW_BIAS
        ldd r3, Y+VIEW_BIAS+1
        ldd r10, Y+VIEW_BIAS+2
        movw r4, r2
        mov r11, r10
.endm

SECTION nn_avr_depthwise3_4
        BEGIN_SUMS
        movw r6, r2
        movw r8, r2
        movw r12, r10
        BEGIN_RUNS 4
        BEGIN_PAD 4, 1
four_run:
        PAD_LOAD r16, 0
        ld r17, X+
        ld r18, X+
        ld r19, X+
        SIGNED_TAP4 r16, r17, r18, r19
        ld r16, X+
        SIGNED_TAP4 r17, r18, r19, r16
        PAD_LOAD r17, 2
        SIGNED_TAP4 r18, r19, r16, r17
        NEXT_ROW four

SECTION nn_avr_depthwise3_2
        BEGIN_SUMS
        BEGIN_RUNS 2
        BEGIN_PAD 2, 1
two_run:
        PAD_LOAD r16, 0
        ld r17, X+
        SIGNED_TAP2 r16, r17
        ld r16, X+
        SIGNED_TAP2 r17, r16
        PAD_LOAD r17, 2
        SIGNED_TAP2 r16, r17
        NEXT_ROW two
