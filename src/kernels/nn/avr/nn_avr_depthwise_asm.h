/* nn_avr_depthwise_asm.h: what the files of the depthwise tiles share. nn_avr_depthwise_row jumps to a
 * tile, which leaves its sums in the accumulators and jumps to nn_avr_depthwise_scale. Y = frame,
 * T = tile of 4,
 * r14:r15 = first column of the tile's first window, r20 = 1 and 2 where its first and last load are
 * padding.
 *
 * No boxes: a channel's sums of x would serve no other channel. So weights are signed; MULSU leaves
 * the product's sign in the carry, and SBC spreads it over the third byte: 6 cycles a product. */
#ifndef NN_AVR_DEPTHWISE_ASM_H
#define NN_AVR_DEPTHWISE_ASM_H

#include "nn_avr_asm.h"

/* The frame of a row of windows of every channel. */
#define PLANE_X 18              /* first column of the channel's first window */
#define PLANE_STEP 20           /* from behind the last value that a tile of 4 loads to the next kernel row */
#define PLANE_WEIGHTS 22        /* of the channel's first kernel row inside */
#define PLANE_BIAS 25
#define PLANE_RUNS 28           /* kernel rows inside */
#define PLANE_PAD 29
#define PLANE_LEFT 30
#define PLANE_COLUMNS 31
#define PLANE_BEFORE 32         /* 1, 2 where the first, last column of windows begins, ends outside */
#define PLANE_BEHIND 33
#define PLANE_STRIDE 34
#define PLANE_TURN 35           /* channels until the next plane, and from one to the next */
#define PLANE_MULTIPLIER 36
#define PLANE_WIDTH 37
#define PLANE_TAPS 39
#define PLANE_ABOVE 41          /* bytes of weights of kernel rows above, inside, below the picture */
#define PLANE_INSIDE 42
#define PLANE_BELOW 43
#define PLANES_BYTES 44

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

.macro BEGIN_WINDOWS stride
        movw r26, r14
        ldi r22, 4*\stride
        ldd step_lo, Y+PLANE_STEP
        ldd step_hi, Y+PLANE_STEP+1
        brts four\@
        ldi r22, 2*\stride
        adiw step_lo, 2*\stride
four\@:
        add r14, r22
        adc r15, zero
        ldd r2, Y+PLANE_BIAS
        ldd r3, Y+PLANE_BIAS+1
        ldd r10, Y+PLANE_BIAS+2
        movw r4, r2
        movw r6, r2
        movw r8, r2
        mov r11, r10
        movw r12, r10
        LOAD_FLASH PLANE_WEIGHTS, r22
        ldd runs, Y+PLANE_RUNS
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
