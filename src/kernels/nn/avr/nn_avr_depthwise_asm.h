/* nn_avr_depthwise_asm.h: sums of depthwise tiles. No boxes: a channel's sums of x would serve no
 * other channel. So weights are signed; MULSU leaves the product's sign in the carry, and SBC spreads
 * it over the third byte: 6 cycles a product. */
#ifndef NN_AVR_DEPTHWISE_ASM_H
#define NN_AVR_DEPTHWISE_ASM_H

#include "nn_avr_pad_asm.h"

#define sign r21

.macro SIGNED_MAC w, x, lo, mid, hi
        mulsu \w, \x
        sbc sign, sign
        add \lo, r0
        adc \mid, r1
        adc \hi, sign
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

.macro SUM0 w, x
        SIGNED_MAC \w, \x, r2, r3, r10
.endm
.macro SUM1 w, x
        SIGNED_MAC \w, \x, r4, r5, r11
.endm
.macro SUM2 w, x
        SIGNED_MAC \w, \x, r6, r7, r12
.endm
.macro SUM3 w, x
        SIGNED_MAC \w, \x, r8, r9, r13
.endm

#endif
