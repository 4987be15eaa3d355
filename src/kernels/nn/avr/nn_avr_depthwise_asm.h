/* nn_avr_depthwise_asm.h: void NAME(nn_avr_frame *frame): one channel of a depthwise 3 × 3 convolution,
 * all rows. STRIDE is that of the windows along a row.
 *
 * No boxes: a channel's sums of x would serve no other channel. So weights are signed; MULSU leaves
 * the product's sign in the carry, and SBC spreads it over the third byte: 6 cycles a product. A
 * kernel row's weights stay in registers while the values pass: 24 cycles for them, 72 for the
 * products of 4 windows. Which loads of a tile are padding its descriptor says; kernel rows outside
 * the picture are left out, and what they add comes with the row's bias. */
#ifndef NN_AVR_DEPTHWISE_ASM_H
#define NN_AVR_DEPTHWISE_ASM_H

#include "nn_avr_channel_asm.h"

/* The frame, where convolutions have their views (nn_avr_planes). */
#define PLANE_X 0
#define PLANE_NEXT_ROW 2
#define PLANE_STEP 4
#define PLANE_WEIGHTS 6
#define PLANE_BIAS 15
#define PLANE_OUTSIDE 18
#define PLANE_ROWS 27
#define PLANE_Y 28
#define PLANE_IN_H 29
#define PLANE_TILES 30
#define PLANE_PAD 32
#define PLANE_INSIDE 33
#define PLANE_OUT_NEXT FRAME_SLOTS
#define PLANE_X_NOW FRAME_SLOTS+2
#define PLANE_TILE_NOW FRAME_SLOTS+4
#define PLANE_ROW_BIAS FRAME_TAPS4

/* A tile's descriptor. */
#define TILE_LEFT 0             /* the first load is padding */
#define TILE_RIGHT 1            /* so is the last */
#define TILE_OF_4 2
#define TILE_BACK 3             /* begins one window earlier */
#define TILE_LAST 4

#define w0 r16
#define w1 r17
#define w2 r18
#define x r19
#define tile r20
#define sign r21
#define inside r22
#define row r23

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

.macro LOAD_MAYBE bit
        mov x, r14
        sbrs tile, \bit
        ld x, X+
.endm

.macro ROW_WEIGHTS
        ld w0, Z+
        ld w1, Z+
        ld w2, Z+
.endm

.macro LOAD_SCALE
        ldd r16, Y+FRAME_FACTOR
        ldd r17, Y+FRAME_FACTOR+1
        ldd r18, Y+FRAME_FACTOR+2
        ldd r19, Y+FRAME_THRESHOLD
        ldd r25, Y+FRAME_FRACTION
        ldd r30, Y+FRAME_SCALE
        ldd r31, Y+FRAME_SCALE+1
        ldd r20, Y+FRAME_RANGE
        clr r21
.endm

.macro SCALE pair, high, to     /* to = r */
        movw r22, \pair
        mov r24, \high
        icall
        mov \to, r24
.endm

.macro OUTSIDE_ROW bit          /* the row's bias, if kernel row `bit` is outside */
        sbrc r22, \bit
        rjmp inside\@
        ldd r23, Y+PLANE_OUTSIDE+3*\bit
        add r16, r23
        ldd r23, Y+PLANE_OUTSIDE+3*\bit+1
        adc r17, r23
        ldd r23, Y+PLANE_OUTSIDE+3*\bit+2
        adc r18, r23
inside\@:
.endm

.macro INSIDE_ROW bit
        cp r24, r25
        brsh below\@
        ori r22, 1<<\bit
below\@:
        inc r24
.endm

.macro DEPTHWISE name, stride
        .section .text.\name,"ax",@progbits
        .global \name
        .type \name, @function
\name:
        push r2
        push r3
        push r4
        push r5
        push r6
        push r7
        push r8
        push r9
        push r10
        push r11
        push r12
        push r13
        push r14
        push r15
        push r16
        push r17
        push r28
        push r29
        movw r28, r24
        clr zero
        READ_CHANNEL
        std Y+FRAME_FACTOR, r16
        std Y+FRAME_FACTOR+1, r17
        std Y+FRAME_FACTOR+2, r18
        std Y+FRAME_THRESHOLD, r19
        std Y+FRAME_FRACTION, r25
        std Y+FRAME_SCALE, r30
        std Y+FRAME_SCALE+1, r31
        std Y+PLANE_BIAS, r22
        std Y+PLANE_BIAS+1, r23
        std Y+PLANE_BIAS+2, r24

next_row:
        clr r22                 /* kernel rows inside: the others lie at or beyond in_h, unsigned */
        ldd r24, Y+PLANE_Y
        ldd r25, Y+PLANE_IN_H
        INSIDE_ROW 0
        INSIDE_ROW 1
        INSIDE_ROW 2
        std Y+PLANE_INSIDE, r22
        ldd r16, Y+PLANE_BIAS
        ldd r17, Y+PLANE_BIAS+1
        ldd r18, Y+PLANE_BIAS+2
        OUTSIDE_ROW 0
        OUTSIDE_ROW 1
        OUTSIDE_ROW 2
        std Y+PLANE_ROW_BIAS, r16
        std Y+PLANE_ROW_BIAS+1, r17
        std Y+PLANE_ROW_BIAS+2, r18
        ldd r26, Y+PLANE_X
        ldd r27, Y+PLANE_X+1
        ldd r30, Y+PLANE_TILES
        ldd r31, Y+PLANE_TILES+1
        rjmp first_tile

next_tile:
        ldd r26, Y+PLANE_X_NOW
        ldd r27, Y+PLANE_X_NOW+1
        ldd r30, Y+PLANE_TILE_NOW
        ldd r31, Y+PLANE_TILE_NOW+1
first_tile:
        ld tile, Z+
        std Y+PLANE_TILE_NOW, r30
        std Y+PLANE_TILE_NOW+1, r31
        ldd r2, Y+PLANE_ROW_BIAS
        ldd r3, Y+PLANE_ROW_BIAS+1
        ldd r10, Y+PLANE_ROW_BIAS+2
        movw r4, r2
        mov r11, r10
        ldd r14, Y+PLANE_PAD
        ldd inside, Y+PLANE_INSIDE
        ldd r24, Y+PLANE_STEP
        ldd r25, Y+PLANE_STEP+1
        movw r30, r26
        adiw r30, 4*\stride
        sbrs tile, TILE_OF_4
        rjmp two_windows
        std Y+PLANE_X_NOW, r30
        std Y+PLANE_X_NOW+1, r31
        movw r6, r2
        movw r8, r2
        movw r12, r10
        movw r30, r28
        adiw r30, PLANE_WEIGHTS
        ldi row, 3
        sbrc tile, TILE_LEFT
        adiw r26, 1
        sbrc tile, TILE_LEFT
        adiw r24, 1
        sbrc tile, TILE_RIGHT
        adiw r24, 1
four_row:
        lsr inside
        brcc four_outside
        ROW_WEIGHTS
.if \stride == 1
        LOAD_MAYBE TILE_LEFT
        SUM0 w0
        ld x, X+
        SUM0 w1
        SUM1 w0
        ld x, X+
        SUM0 w2
        SUM1 w1
        SUM2 w0
        ld x, X+
        SUM1 w2
        SUM2 w1
        SUM3 w0
        ld x, X+
        SUM2 w2
        SUM3 w1
        LOAD_MAYBE TILE_RIGHT
        SUM3 w2
.else
        LOAD_MAYBE TILE_LEFT
        SUM0 w0
        ld x, X+
        SUM0 w1
        ld x, X+
        SUM0 w2
        SUM1 w0
        ld x, X+
        SUM1 w1
        ld x, X+
        SUM1 w2
        SUM2 w0
        ld x, X+
        SUM2 w1
        ld x, X+
        SUM2 w2
        SUM3 w0
        ld x, X+
        SUM3 w1
        LOAD_MAYBE TILE_RIGHT
        SUM3 w2
.endif
        add r26, r24
        adc r27, r25
        dec row
        breq four_done
        rjmp four_row
four_outside:
        adiw r30, 3
        adiw r26, 3*\stride+3   /* the loads left out, but for the padding */
        sbrc tile, TILE_LEFT
        sbiw r26, 1
        sbrc tile, TILE_RIGHT
        sbiw r26, 1
        add r26, r24
        adc r27, r25
        dec row
        breq four_done
        rjmp four_row
four_done:
        bst tile, TILE_LAST
        LOAD_SCALE
        SCALE r2, r10, r2
        SCALE r4, r11, r4
        SCALE r6, r12, r6
        SCALE r8, r13, r8
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        ldd r23, Y+FRAME_LO
        add r2, r23
        st X+, r2
        add r4, r23
        st X+, r4
        add r6, r23
        st X+, r6
        add r8, r23
        st X+, r8
        rjmp stored

two_windows:
        sbiw r30, 2*\stride
        sbrs tile, TILE_BACK
        rjmp two_here
        sbiw r26, \stride
        ldd r16, Y+FRAME_OUT
        ldd r17, Y+FRAME_OUT+1
        subi r16, 1
        sbci r17, 0
        std Y+FRAME_OUT, r16
        std Y+FRAME_OUT+1, r17
two_here:
        std Y+PLANE_X_NOW, r30
        std Y+PLANE_X_NOW+1, r31
        adiw r24, 2*\stride
        movw r30, r28
        adiw r30, PLANE_WEIGHTS
        ldi row, 3
        sbrc tile, TILE_LEFT
        adiw r26, 1
        sbrc tile, TILE_LEFT
        adiw r24, 1
        sbrc tile, TILE_RIGHT
        adiw r24, 1
two_row:
        lsr inside
        brcc two_outside
        ROW_WEIGHTS
        LOAD_MAYBE TILE_LEFT
        SUM0 w0
        ld x, X+
        SUM0 w1
.if \stride == 1
        SUM1 w0
        ld x, X+
        SUM0 w2
        SUM1 w1
.else
        ld x, X+
        SUM0 w2
        SUM1 w0
        ld x, X+
        SUM1 w1
.endif
        LOAD_MAYBE TILE_RIGHT
        SUM1 w2
        rjmp two_next
two_outside:
        adiw r30, 3
        adiw r26, \stride+3
        sbrc tile, TILE_LEFT
        sbiw r26, 1
        sbrc tile, TILE_RIGHT
        sbiw r26, 1
two_next:
        add r26, r24
        adc r27, r25
        dec row
        brne two_row
        bst tile, TILE_LAST
        LOAD_SCALE
        SCALE r2, r10, r2
        SCALE r4, r11, r4
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        ldd r23, Y+FRAME_LO
        add r2, r23
        st X+, r2
        add r4, r23
        st X+, r4
stored: brts row_done
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        rjmp next_tile
row_done:
        ldd r24, Y+PLANE_OUT_NEXT
        ldd r25, Y+PLANE_OUT_NEXT+1
        add r26, r24
        adc r27, r25
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        ldd r26, Y+PLANE_X
        ldd r27, Y+PLANE_X+1
        ldd r24, Y+PLANE_NEXT_ROW
        ldd r25, Y+PLANE_NEXT_ROW+1
        add r26, r24
        adc r27, r25
        std Y+PLANE_X, r26
        std Y+PLANE_X+1, r27
        ldd r22, Y+FRAME_POOL   /* stride_h here */
        ldd r23, Y+PLANE_Y
        add r23, r22
        std Y+PLANE_Y, r23
        ldd r22, Y+PLANE_ROWS
        dec r22
        std Y+PLANE_ROWS, r22
        breq all_rows
        rjmp next_row
all_rows:
        clr r1
        pop r29
        pop r28
        pop r17
        pop r16
        pop r15
        pop r14
        pop r13
        pop r12
        pop r11
        pop r10
        pop r9
        pop r8
        pop r7
        pop r6
        pop r5
        pop r4
        pop r3
        pop r2
        ret
.endm

#endif
