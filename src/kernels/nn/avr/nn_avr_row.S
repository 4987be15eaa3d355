/* void nn_avr_row(nn_avr_frame *frame): one channel's outputs of one row (after pooling).
 *
 * A tile is 4 or 2 windows side by side; `taps4` or `taps2` leaves their sums in the accumulators.
 * Then pair by pair: scale and store; or, pooled 2 × 2, the upper row's pair is kept in a slot, as
 * the sum of two results (average) or the larger accumulator (max), until the lower row is there.
 * An odd last window is computed together with the one before it. T = tile of 4. */
#include "nn_avr_asm.h"

.macro LOAD_CHANNEL             /* what nn_avr_channel found, for the scale routine */
        ldd r16, Y+FRAME_FACTOR
        ldd r17, Y+FRAME_FACTOR+1
        ldd r18, Y+FRAME_FACTOR+2
        ldd r19, Y+FRAME_THRESHOLD
        ldd r25, Y+FRAME_FRACTION
        ldd r30, Y+FRAME_SCALE
        ldd r31, Y+FRAME_SCALE+1
        ldd r20, Y+FRAME_RANGE
.endm

.macro SCALE pair, high         /* → r24 */
        movw r22, \pair
        mov r24, \high
        icall
.endm

.macro RUN_TAPS frame           /* Y = frame's start + `frame` */
        ldd r30, Y+FRAME_TAPS2-\frame
        ldd r31, Y+FRAME_TAPS2+1-\frame
        brtc taps\@
        ldd r30, Y+FRAME_TAPS4-\frame
        ldd r31, Y+FRAME_TAPS4+1-\frame
taps\@: icall
.endm

.macro LARGER                   /* r2:r3+r10 = the larger of it and r4:r5+r11 */
        cp r2, r4
        cpc r3, r5
        cpc r10, r11
        brge larger\@
        movw r2, r4
        mov r10, r11
larger\@:
.endm

.macro SECOND_PAIR
        movw r2, r6
        movw r4, r8
        movw r10, r12
.endm

.macro BACK_ONE view
        ldd r24, Y+\view+VIEW_X
        ldd r25, Y+\view+VIEW_X+1
        sbiw r24, 1
        std Y+\view+VIEW_X, r24
        std Y+\view+VIEW_X+1, r25
        ldd r24, Y+\view+VIEW_BOX
        ldd r25, Y+\view+VIEW_BOX+1
        sbiw r24, 3
        std Y+\view+VIEW_BOX, r24
        std Y+\view+VIEW_BOX+1, r25
.endm

SECTION nn_avr_row
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
        FAR_CALL nn_avr_channel
        std Y+FRAME_FACTOR, r16
        std Y+FRAME_FACTOR+1, r17
        std Y+FRAME_FACTOR+2, r18
        std Y+FRAME_THRESHOLD, r19
        std Y+FRAME_FRACTION, r25
        std Y+FRAME_SCALE, r30
        std Y+FRAME_SCALE+1, r31
        ldd r18, Y+VIEW_BIAS
        ldd r19, Y+VIEW_BIAS+1
        ldd r20, Y+VIEW_BIAS+2
        add r18, r22
        adc r19, r23
        adc r20, r24
        std Y+VIEW_BIAS, r18
        std Y+VIEW_BIAS+1, r19
        std Y+VIEW_BIAS+2, r20
        ldd r18, Y+VIEW_BYTES+VIEW_BIAS
        ldd r19, Y+VIEW_BYTES+VIEW_BIAS+1
        ldd r20, Y+VIEW_BYTES+VIEW_BIAS+2
        add r18, r22
        adc r19, r23
        adc r20, r24
        std Y+VIEW_BYTES+VIEW_BIAS, r18
        std Y+VIEW_BYTES+VIEW_BIAS+1, r19
        std Y+VIEW_BYTES+VIEW_BIAS+2, r20

next_tile:
        ldd r24, Y+FRAME_LEFT
        set
        subi r24, 4
        brsh begin
        clt
        subi r24, -2
        brpl begin
        inc r24
        breq odd
        rjmp finished           /* none left */
odd:    BACK_ONE 0              /* one left; never so when pooled: the first view is enough */
        ldd r24, Y+VIEW_BEFORE
        inc r24
        std Y+VIEW_BEFORE, r24
        ldd r24, Y+VIEW_AFTER
        dec r24
        std Y+VIEW_AFTER, r24
        ldd r24, Y+FRAME_OUT
        ldd r25, Y+FRAME_OUT+1
        sbiw r24, 1
        std Y+FRAME_OUT, r24
        std Y+FRAME_OUT+1, r25
        clr r24
begin:  std Y+FRAME_LEFT, r24
        RUN_TAPS 0
        LOAD_CHANNEL
        ldd r24, Y+FRAME_POOL
        cpi r24, 1
        brlo plain
        brne average
        rjmp largest

plain:  SCALE r2, r10
        mov r2, r24
        SCALE r4, r11
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        ldd r23, Y+FRAME_LO
        add r2, r23
        st X+, r2
        add r24, r23
        st X+, r24
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        brtc next_tile
        clt
        SECOND_PAIR
        rjmp plain

average:
        SCALE r2, r10
        mov r2, r24
        SCALE r4, r11
        add r2, r24
        std Y+FRAME_SLOTS, r2
        clr r2
        rol r2
        std Y+FRAME_SLOTS+1, r2
        brtc lower_average
        SCALE r6, r12
        mov r6, r24
        SCALE r8, r13
        add r6, r24
        std Y+FRAME_SLOTS+2, r6
        clr r6
        rol r6
        std Y+FRAME_SLOTS+3, r6
lower_average:
        adiw r28, VIEW_BYTES
        RUN_TAPS VIEW_BYTES
        sbiw r28, VIEW_BYTES
        LOAD_CHANNEL
pair_average:
        SCALE r2, r10
        mov r2, r24
        SCALE r4, r11
        ldd r26, Y+FRAME_SLOTS
        ldd r27, Y+FRAME_SLOTS+1
        add r26, r2
        adc r27, zero
        add r26, r24
        adc r27, zero
        ldd r24, Y+FRAME_LO     /* + 4 lo: the sum of four stored bytes */
        ldi r22, 4
        mul r24, r22
        add r26, r0
        adc r27, r1
        cpi r27, 2              /* 512 stands for 0: halves go away from it [P2] */
        ldi r24, 2
        sbc r24, zero
        add r26, r24
        adc r27, zero
        lsr r27
        ror r26
        lsr r27
        ror r26
        mov r24, r26
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        st X+, r24
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        brtc average_done
        clt
        SECOND_PAIR
        ldd r24, Y+FRAME_SLOTS+2
        std Y+FRAME_SLOTS, r24
        ldd r24, Y+FRAME_SLOTS+3
        std Y+FRAME_SLOTS+1, r24
        rjmp pair_average
average_done:
        rjmp next_tile

largest:
        LARGER
        std Y+FRAME_SLOTS, r2
        std Y+FRAME_SLOTS+1, r3
        std Y+FRAME_SLOTS+2, r10
        brtc lower_largest
        SECOND_PAIR
        LARGER
        std Y+FRAME_SLOTS+3, r2
        std Y+FRAME_SLOTS+4, r3
        std Y+FRAME_SLOTS+5, r10
lower_largest:
        adiw r28, VIEW_BYTES
        RUN_TAPS VIEW_BYTES
        sbiw r28, VIEW_BYTES
        LOAD_CHANNEL
pair_largest:
        LARGER
        ldd r4, Y+FRAME_SLOTS
        ldd r5, Y+FRAME_SLOTS+1
        ldd r11, Y+FRAME_SLOTS+2
        LARGER
        SCALE r2, r10
        ldd r23, Y+FRAME_LO
        add r24, r23
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        st X+, r24
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        brtc average_done
        clt
        SECOND_PAIR
        ldd r24, Y+FRAME_SLOTS+3
        std Y+FRAME_SLOTS, r24
        ldd r24, Y+FRAME_SLOTS+4
        std Y+FRAME_SLOTS+1, r24
        ldd r24, Y+FRAME_SLOTS+5
        std Y+FRAME_SLOTS+2, r24
        rjmp pair_largest

finished:
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
