/* void nn_avr_row(nn_avr_frame *frame): one row of outputs (after pooling) of every channel.
 *
 * A tile is 4 or 2 windows side by side; `taps4` or `taps2` leaves their sums in the accumulators.
 * Then pair by pair: scale and store; or, pooled 2 × 2, the upper row's pair is kept in a slot, as
 * the sum of two results (average) or the larger accumulator (max), until the lower row is there.
 * Where 1 or 3 windows are left the last tile begins one window earlier. T = tile of 4. */
#include "nn_avr_scale.h"

.macro SCALE_PAIR               /* the sums r2:r3+r10, r4:r5+r11 to r2, r4 */
        ldd r30, Y+FRAME_SCALE
        ldd r31, Y+FRAME_SCALE+1
        icall
.endm

.macro WINDOW lo, mid, hi, bytes /* bias − 128 · Σ x, from −1 − Σ x; the bias makes up for −128 */
        ld \mid, Z+
        ld \hi, Z+
.if \bytes == 3
        ld \lo, Z+
        ror \lo                 /* of the third byte one bit counts */
        clr \lo
.else
        clr \lo
        sec
.endif
        ror \hi
        ror \mid
        ror \lo
        add \lo, r18
        adc \mid, r19
        adc \hi, r20
.endm

.macro WINDOWS bytes
        WINDOW r2, r3, r10, \bytes
        WINDOW r4, r5, r11, \bytes
        brtc 9f
        WINDOW r6, r7, r12, \bytes
        WINDOW r8, r9, r13, \bytes
9:
.endm

.macro END_WINDOWS
        std Y+VIEW_BOX, r30
        std Y+VIEW_BOX+1, r31
        movw r30, r22
        ijmp
.endm

.macro TILE lower               /* leaves the sums of a tile of the upper or lower view */
        brts four\@
        ldd r22, Y+FRAME_TAPS2
        ldd r23, Y+FRAME_TAPS2+1
        rjmp taps\@
four\@: ldd r22, Y+FRAME_TAPS4
        ldd r23, Y+FRAME_TAPS4+1
taps\@:
.if \lower
        adiw r28, VIEW_BYTES
.endif
        rcall start_tile
.if \lower
        sbiw r28, VIEW_BYTES
.endif
.endm

.macro LARGER a, b, c, x, y, z  /* a:b + c = the larger of it and x:y + z */
        cp \a, \x
        cpc \b, \y
        cpc \c, \z
        brge larger\@
        movw \a, \x
        mov \c, \z
larger\@:
.endm

.macro SECOND_PAIR
        movw r2, r6
        movw r4, r8
        movw r10, r12
.endm

        .section .text.nn_avr_row,"ax",@progbits
/* The sums of a tile of the view at Y, by the taps r23:r22, which return to the caller. */
start_tile:
        ldd r30, Y+VIEW_BOX
        ldd r31, Y+VIEW_BOX+1
        ldd r18, Y+VIEW_BIAS
        ldd r19, Y+VIEW_BIAS+1
        ldd r20, Y+VIEW_BIAS+2
        ldd r16, Y+VIEW_BOX_BYTES
        sbrc r16, 0
        rjmp three_bytes
        WINDOWS 2
        END_WINDOWS
three_bytes:
        WINDOWS 3
        END_WINDOWS

start_lower_view:
        adiw r28, VIEW_BYTES
        rcall start_view
        sbiw r28, VIEW_BYTES
        ret

/* Y = view, X → start (moves behind it); bias r2:r3+r4, weights r6:r7+r8, padding value r9. */
start_view:
        ld r24, X+
        std Y+VIEW_X, r24
        ld r24, X+
        std Y+VIEW_X+1, r24
        ld r24, X+
        std Y+VIEW_BOX, r24
        ld r24, X+
        std Y+VIEW_BOX+1, r24
        ld r24, X+
        std Y+VIEW_BEFORE, r24
        ld r24, X+
        std Y+VIEW_AFTER, r24
        ld r24, X+              /* above */
        ld r25, X+
        ld r12, X+              /* inside */
        ld r13, X+
        ld r10, X+              /* below */
        ld r11, X+
        movw r30, r6
        mov r22, r8
        add r30, r24
        adc r31, r25
        adc r22, zero
        std Y+VIEW_WEIGHTS, r30
        std Y+VIEW_WEIGHTS+1, r31
        std Y+VIEW_WEIGHTS+2, r22
        movw r18, r2
        mov r20, r4
        mov r22, r24
        or r22, r25
        or r22, r10
        or r22, r11
        breq 1f
        rcall outside_rows
1:      subi r18, 0x80          /* boxes are 128 too low */
        sbci r19, 0xFF
        sbci r20, 0xFF
        std Y+VIEW_BIAS, r18
        std Y+VIEW_BIAS+1, r19
        std Y+VIEW_BIAS+2, r20
        ret

/* r18:r19+r20 += padding value · Σ of the weights above (r25:r24 bytes) and below
 * (r11:r10) the picture; r13:r12 lie between. */
outside_rows:
#if defined(__AVR_HAVE_ELPM__)
        out RAMPZ_IO, r8
#endif
        movw r30, r6
        clr r14                 /* Σ: r14:r15+r16 */
        clr r15
        clr r16
        rcall sum_weights
        add r30, r12
        adc r31, r13
#if defined(__AVR_HAVE_ELPM__)
        in r22, RAMPZ_IO
        adc r22, zero
        out RAMPZ_IO, r22
#endif
        movw r24, r10
        rcall sum_weights
        mul r14, r9
        add r18, r0
        adc r19, r1
        adc r20, zero
        mul r15, r9
        add r19, r0
        adc r20, r1
        mul r16, r9
        add r20, r0
        ret

/* Σ of r25:r24 bytes at Z. */
1:      READ_FLASH r22
        add r14, r22
        adc r15, zero
        adc r16, zero
sum_weights:
        sbiw r24, 1
        brcc 1b
        ret

        .global nn_avr_row
        .type nn_avr_row, @function
nn_avr_row:
        PUSH_ALL
        movw r28, r24
next_channel:
        clr zero
        READ_CHANNEL
        STORE_CHANNEL
        movw r2, r22            /* bias r2:r3+r4 */
        mov r4, r24
        movw r26, r28
        subi r26, -FRAME_COLUMNS
        sbci r27, -1
        ld r24, X+
        std Y+FRAME_LEFT, r24
        ld r6, X+               /* weights r6:r7+r8 */
        ld r7, X+
        ld r8, X+
        ld r22, X+              /* + channel_weights: the next channel's */
        ld r23, X+
        movw r30, r6
        add r30, r22
        adc r31, r23
        mov r22, r8
        adc r22, zero
        sbiw r26, 2
        st -X, r22
        st -X, r31
        st -X, r30
        adiw r26, 5
        ld r9, X+               /* in_zero_point */
        rcall start_view
        ldd r24, Y+FRAME_POOL
        tst r24
        breq next_tile          /* not pooled: there is no second view */
        adiw r28, VIEW_BYTES
        rcall start_view
        sbiw r28, VIEW_BYTES

next_tile:
        ldd r24, Y+FRAME_LEFT
        set
        subi r24, 4
        brsh begin
        subi r24, -4
        brne some
        rjmp finished
some:   cpi r24, 3
        breq three
two:    clt
        subi r24, 2
        brsh begin
        rjmp earlier
three:  movw r26, r28           /* one window earlier and of 4, if there are 4 */
        subi r26, -FRAME_COLUMNS
        sbci r27, -1
        ld r22, X
        cpi r22, 4
        brlo two
/* One or three windows left: never so when pooled, so that the first view is enough. */
earlier:
        movw r26, r28
        subi r26, -FRAME_STRIDE
        sbci r27, -1
        ld r22, X
        ldd r24, Y+VIEW_X
        ldd r25, Y+VIEW_X+1
        sub r24, r22
        sbc r25, zero
        std Y+VIEW_X, r24
        std Y+VIEW_X+1, r25
        ldd r24, Y+VIEW_BEFORE
        add r24, r22
        std Y+VIEW_BEFORE, r24
        ldd r24, Y+VIEW_AFTER
        sub r24, r22
        std Y+VIEW_AFTER, r24
        ldd r22, Y+VIEW_BOX_BYTES
        ldd r24, Y+VIEW_BOX
        ldd r25, Y+VIEW_BOX+1
        sub r24, r22
        sbc r25, zero
        std Y+VIEW_BOX, r24
        std Y+VIEW_BOX+1, r25
        ldd r24, Y+FRAME_OUT
        ldd r25, Y+FRAME_OUT+1
        sbiw r24, 1
        std Y+FRAME_OUT, r24
        std Y+FRAME_OUT+1, r25
        clr r24
begin:  std Y+FRAME_LEFT, r24
        TILE 0
        LOAD_CHANNEL
        ldd r24, Y+FRAME_POOL
        cpi r24, 1
        brlo plain
        brne average
        rjmp largest

plain:  icall
plain_pair:
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        ldd r23, Y+FRAME_LO
        add r2, r23
        st X+, r2
        add r4, r23
        st X+, r4
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        brtc plain_done
        clt
        SECOND_PAIR
        SCALE_PAIR
        rjmp plain_pair
plain_done:
        rjmp next_tile

average:
        icall
        add r2, r4
        std Y+FRAME_SLOTS, r2
        clr r2
        rol r2
        std Y+FRAME_SLOTS+1, r2
        brtc lower_average
        SECOND_PAIR
        SCALE_PAIR
        add r2, r4
        std Y+FRAME_SLOTS+2, r2
        clr r2
        rol r2
        std Y+FRAME_SLOTS+3, r2
lower_average:
        TILE 1
        LOAD_CHANNEL
        icall
        ldd r26, Y+FRAME_SLOTS
        ldd r27, Y+FRAME_SLOTS+1
pair_average:
        add r26, r2
        adc r27, zero
        add r26, r4
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
        SCALE_PAIR
        ldd r26, Y+FRAME_SLOTS+2
        ldd r27, Y+FRAME_SLOTS+3
        rjmp pair_average
average_done:
        rjmp next_tile

/* The largest sums of a pair in r2:r3+r10, of the second in r4:r5+r11; without one a sum that costs
 * little. */
largest_of_view:
        LARGER r2, r3, r10, r4, r5, r11
        ldi r24, 0x80
        mov r11, r24
        brtc 1f
        LARGER r6, r7, r12, r8, r9, r13
        movw r4, r6
        mov r11, r12
1:      ret

largest:
        rcall largest_of_view
        std Y+FRAME_SLOTS, r2
        std Y+FRAME_SLOTS+1, r3
        std Y+FRAME_SLOTS+2, r10
        std Y+FRAME_SLOTS+3, r4
        std Y+FRAME_SLOTS+4, r5
        std Y+FRAME_SLOTS+5, r11
        TILE 1
        rcall largest_of_view
        ldd r6, Y+FRAME_SLOTS
        ldd r7, Y+FRAME_SLOTS+1
        ldd r12, Y+FRAME_SLOTS+2
        LARGER r2, r3, r10, r6, r7, r12
        ldd r6, Y+FRAME_SLOTS+3
        ldd r7, Y+FRAME_SLOTS+4
        ldd r12, Y+FRAME_SLOTS+5
        LARGER r4, r5, r11, r6, r7, r12
        LOAD_CHANNEL
        icall
        ldd r23, Y+FRAME_LO
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        add r2, r23
        st X+, r2
        brtc 2f
        add r4, r23
        st X+, r4
2:      std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        rjmp next_tile

finished:
        ldd r24, Y+FRAME_CHANNELS
        ldd r25, Y+FRAME_CHANNELS+1
        sbiw r24, 1
        std Y+FRAME_CHANNELS, r24
        std Y+FRAME_CHANNELS+1, r25
        breq all_channels
        rjmp next_channel
all_channels:
        POP_ALL
        ret
