/* nn_avr_depthwise_row: one row of outputs of every channel of a depthwise convolution, by the frame Y.
 * Any register may be lost.
 *
 * A tile is 4 or 2 windows side by side; `taps` jumps back to nn_avr_depthwise_scale with
 * their sums, T = 4. Where 1 or 3 windows are left the last tile begins one window earlier. */
#include "nn_avr_scale.h"
#include "nn_avr_depthwise_asm.h"

.macro ADD_OUTSIDE count        /* t2:t1:t0 += pad · Σ of `count` weights at Z, which moves on */
        ldd r2, Y+\count
        rjmp 2f
1:      READ_FLASH r18
        mulsu r18, r19
        sbc r20, r20
        add r22, r0
        adc r23, r1
        adc r24, r20
2:      dec r2
        brpl 1b
.endm

        .section .text.nn_avr_depthwise_row,"ax",@progbits
/* Bias r24:r22 + what kernel rows outside the picture add. */
outside_rows:
        LOAD_FLASH PLANE_WEIGHTS, r18
        ldd r18, Y+PLANE_ABOVE
        sub r30, r18
        sbc r31, zero
#if defined(__AVR_HAVE_ELPM__)
        in r18, RAMPZ_IO
        sbc r18, zero
        out RAMPZ_IO, r18
#endif
        ldd r19, Y+PLANE_PAD
        ADD_OUTSIDE PLANE_ABOVE
        ldd r18, Y+PLANE_INSIDE
        add r30, r18
        adc r31, zero
#if defined(__AVR_HAVE_ELPM__)
        in r18, RAMPZ_IO
        adc r18, zero
        out RAMPZ_IO, r18
#endif
        ADD_OUTSIDE PLANE_BELOW
        ret

        .global nn_avr_depthwise_row
        .type nn_avr_depthwise_row, @function
nn_avr_depthwise_row:
        clr zero
next_channel:
        FAR_CALL nn_avr_read_channel
        ldd r18, Y+PLANE_ABOVE
        ldd r19, Y+PLANE_BELOW
        or r18, r19
        breq 1f
        rcall outside_rows
1:      std Y+PLANE_BIAS, r22
        std Y+PLANE_BIAS+1, r23
        std Y+PLANE_BIAS+2, r24
        ldd r14, Y+PLANE_X
        ldd r15, Y+PLANE_X+1
        ldd r23, Y+PLANE_COLUMNS
        ldd edges, Y+PLANE_BEFORE
        rjmp first_tile

next_tile:
        ldd r23, Y+PLANE_LEFT
        clr edges
first_tile:
        set
        ldd r30, Y+PLANE_TAPS
        ldd r31, Y+PLANE_TAPS+1
        subi r23, 4
        brlo fewer
        breq last
        std Y+PLANE_LEFT, r23
        ijmp
last:   std Y+PLANE_LEFT, r23
        ldd r24, Y+PLANE_BEHIND
        or edges, r24
        ijmp

fewer:  subi r23, -4
        breq finished
        cpi r23, 3
        brne pair
        ldd r24, Y+PLANE_COLUMNS
        cpi r24, 4
        brsh earlier
pair:   clt
        subi r23, 2
        breq last
        brsh not_last
earlier:
        ldd r24, Y+PLANE_STRIDE
        sub r14, r24
        sbc r15, zero
        ldd r24, Y+FRAME_OUT
        ldd r25, Y+FRAME_OUT+1
        sbiw r24, 1
        std Y+FRAME_OUT, r24
        std Y+FRAME_OUT+1, r25
        clr r23
        rjmp last
not_last:
        std Y+PLANE_LEFT, r23
        ijmp

finished:
        LOAD_FLASH PLANE_WEIGHTS, r18
        adiw r30, 9
#if defined(__AVR_HAVE_ELPM__)
        adc r18, zero
        std Y+PLANE_WEIGHTS+2, r18
#endif
        std Y+PLANE_WEIGHTS, r30
        std Y+PLANE_WEIGHTS+1, r31
        ldd r24, Y+PLANE_TURN
        dec r24
        brne same_plane
        ldd r22, Y+PLANE_X
        ldd r23, Y+PLANE_X+1
        ldd r24, Y+PLANE_WIDTH
        ldd r25, Y+PLANE_WIDTH+1
        add r22, r24
        adc r23, r25
        std Y+PLANE_X, r22
        std Y+PLANE_X+1, r23
        ldd r24, Y+PLANE_MULTIPLIER
same_plane:
        std Y+PLANE_TURN, r24
        ldd r24, Y+FRAME_CHANNELS
        ldd r25, Y+FRAME_CHANNELS+1
        sbiw r24, 1
        std Y+FRAME_CHANNELS, r24
        std Y+FRAME_CHANNELS+1, r25
        breq all_channels
        rjmp next_channel
all_channels:
        ret

        .global nn_avr_depthwise_scale
nn_avr_depthwise_scale:
        ldi r24, 4
        brts 1f
        ldi r24, 2
1:      push r14
        push r15
        mov r15, r24
        LOAD_CHANNEL
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        icall
        pop r15
        pop r14
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        rjmp next_tile
