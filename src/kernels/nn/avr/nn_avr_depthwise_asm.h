/* nn_avr_depthwise_asm.h: what the files of the depthwise tiles share. nn_avr_depthwise_row jumps to a
 * tile, which leaves its sums in the accumulators and jumps to nn_avr_depthwise_scale. Y = frame,
 * r14:r15 = first column of the tile's first window, r20 = 1 and 2 where its first and last load are
 * padding.
 *
 * No boxes: a channel's sums of x would serve no other channel. So weights are signed; MULSU leaves
 * the product's sign in the carry, and SBC spreads it over the third byte: 6 cycles a product. */
#ifndef NN_AVR_DEPTHWISE_ASM_H
#define NN_AVR_DEPTHWISE_ASM_H

#include "nn_avr_asm.h"

/* nn_avr_planes, behind nn_avr_scaling. */
#define PLANE_X 18
#define PLANE_STEP 20
#define PLANE_WEIGHTS 22
#define PLANE_BIAS 25
#define PLANE_RUNS 28
#define PLANE_PAD 29
#define PLANE_LEFT 30
#define PLANE_COLUMNS 31
#define PLANE_BEFORE 32
#define PLANE_BEHIND 33
#define PLANE_STRIDE 34
#define PLANE_TURN 35
#define PLANE_MULTIPLIER 36
#define PLANE_WIDTH 37
#define PLANE_TAPS4 39
#define PLANE_TAPS2 41
#define PLANE_ABOVE 43
#define PLANE_INSIDE 44
#define PLANE_BELOW 45

#define w0 r16
#define w1 r17
#define w2 r18
#define x r19
#define edges r20
#define sign r21
#define runs r22
#define pad r23
#define step_lo r24
#define step_hi r25

.macro SIGNED_MAC w, lo, mid, hi
        mulsu \w, x
        sbc sign, sign
        add \lo, r0
        adc \mid, r1
        adc \hi, sign
.endm
.macro SUM0 w
        SIGNED_MAC \w, r2, r3, r10
.endm
.macro SUM1 w
        SIGNED_MAC \w, r4, r5, r11
.endm
.macro SUM2 w
        SIGNED_MAC \w, r6, r7, r12
.endm
.macro SUM3 w
        SIGNED_MAC \w, r8, r9, r13
.endm

.macro ROW_WEIGHTS
        READ_FLASH w0
        READ_FLASH w1
        READ_FLASH w2
.endm

/* The next value; at an edge the padding's if `bit` of edges says so. */
.macro LOAD_X edge, bit
.if \edge
        mov x, pad
        sbrs edges, \bit
.endif
        ld x, X+
.endm

.macro NEXT_ROW loop
        add r26, step_lo
        adc r27, step_hi
        dec runs
        breq 9f
        rjmp \loop
9:
.endm

.macro BEGIN_WINDOWS count, stride
        movw r26, r14
        ldi r22, \count*\stride
        add r14, r22
        adc r15, zero
        ldd r2, Y+PLANE_BIAS
        ldd r3, Y+PLANE_BIAS+1
        ldd r10, Y+PLANE_BIAS+2
        movw r4, r2
        mov r11, r10
.if \count == 4
        movw r6, r2
        movw r8, r2
        movw r12, r10
.endif
        LOAD_FLASH PLANE_WEIGHTS, r22
        ldd runs, Y+PLANE_RUNS
        ldd step_lo, Y+PLANE_STEP
        ldd step_hi, Y+PLANE_STEP+1
.if \count == 2
        adiw step_lo, 2*\stride
.endif
.endm

/* X at the first value inside; step from behind the last. */
.macro BEGIN_EDGE
        ldd pad, Y+PLANE_PAD
        sbrc edges, 0
        adiw r26, 1
        sbrc edges, 0
        adiw step_lo, 1
        sbrc edges, 1
        adiw step_lo, 1
.endm

.macro END_WINDOWS
        clr zero
        FAR_JUMP nn_avr_depthwise_scale
.endm

#endif
