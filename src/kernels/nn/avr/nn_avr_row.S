/* nn_avr_row: one row of outputs (after pooling) of every channel of the frame Y. Any register may be
 * lost.
 *
 * A tile is 4 or 2 windows side by side; `taps` leaves their sums in the accumulators. They are scaled
 * and stored; or, pooled 2 × 2, the results (average) or the larger sums (max) of the upper row wait
 * until the lower row is there. Where 1 or 3 windows are left the last tile begins one window earlier.
 * T = tile of 4. */
#include "nn_avr_scale.h"

.macro WINDOW lo, mid, hi       /* bias − 128 · Σ x, from −1 − Σ x; the bias makes up for −128 */
        ld \mid, Z+
        ld \hi, Z+
        sec
        sbrc r16, 0
        rcall third_byte
        clr \lo
        ror \hi
        ror \mid
        ror \lo
        add \lo, r18
        adc \mid, r19
        adc \hi, r20
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

        .section .text.nn_avr_row,"ax",@progbits
lower_tile:
        ldd r22, Y+FRAME_TAPS
        ldd r23, Y+FRAME_TAPS+1
        adiw r28, VIEW_BYTES
        rcall start_tile
        sbiw r28, VIEW_BYTES
        ret

upper_tile:
        ldd r22, Y+FRAME_TAPS
        ldd r23, Y+FRAME_TAPS+1
/* The sums of a tile of the view at Y, by the taps r23:r22, which return to the caller. */
start_tile:
        ldd r30, Y+VIEW_BOX
        ldd r31, Y+VIEW_BOX+1
        ldd r18, Y+VIEW_BIAS
        ldd r19, Y+VIEW_BIAS+1
        ldd r20, Y+VIEW_BIAS+2
        ldd r16, Y+VIEW_BOX_BYTES
        WINDOW r2, r3, r10
        WINDOW r4, r5, r11
        brtc 1f
        WINDOW r6, r7, r12
        WINDOW r8, r9, r13
1:      std Y+VIEW_BOX, r30
        std Y+VIEW_BOX+1, r31
        movw r30, r22
        ijmp

third_byte:                     /* one bit of it counts */
        ld r17, Z+
        lsr r17
        ret

/* Y = view; bias r2:r3+r4, weights r6:r7+r8, padding value r9. */
start_view:
        ldd r24, Y+START_X
        std Y+VIEW_X, r24
        ldd r24, Y+START_X+1
        std Y+VIEW_X+1, r24
        ldd r24, Y+START_BOX
        std Y+VIEW_BOX, r24
        ldd r24, Y+START_BOX+1
        std Y+VIEW_BOX+1, r24
        ldd r24, Y+START_BEFORE
        std Y+VIEW_BEFORE, r24
        ldd r24, Y+START_AFTER
        std Y+VIEW_AFTER, r24
        ldd r24, Y+START_ABOVE
        ldd r25, Y+START_ABOVE+1
        ldd r10, Y+START_BELOW
        ldd r11, Y+START_BELOW+1
        movw r30, r6
        add r30, r24
        adc r31, r25
        std Y+VIEW_WEIGHTS, r30
        std Y+VIEW_WEIGHTS+1, r31
#if defined(__AVR_HAVE_ELPM__)
        mov r22, r8
        adc r22, zero
        std Y+VIEW_WEIGHTS+2, r22
#endif
        movw r18, r2
        mov r20, r4
        mov r22, r24
        or r22, r25
        or r22, r10
        or r22, r11
        breq 1f
/* r18:r19+r20 += padding value · Σ of the weights above (r25:r24 bytes) and below (r11:r10) the
 * picture. */
#if defined(__AVR_HAVE_ELPM__)
        out RAMPZ_IO, r8
#endif
        movw r30, r6
        clr r14                 /* Σ: r14:r15+r16 */
        clr r15
        clr r16
        rcall sum_weights
        ldd r24, Y+START_INSIDE
        ldd r25, Y+START_INSIDE+1
        add r30, r24
        adc r31, r25
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
1:      subi r18, 0x80          /* boxes are 128 too low */
        sbci r19, 0xFF
        sbci r20, 0xFF
        std Y+VIEW_BIAS, r18
        std Y+VIEW_BIAS+1, r19
        std Y+VIEW_BIAS+2, r20
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
        clr zero
        FAR_CALL nn_avr_read_channel
        movw r2, r22            /* bias r2:r3+r4 */
        mov r4, r24
        ldd r24, Y+FRAME_COLUMNS
        std Y+FRAME_LEFT, r24
        ldd r6, Y+FRAME_WEIGHTS
        ldd r7, Y+FRAME_WEIGHTS+1
        ldd r22, Y+FRAME_CHANNEL_WEIGHTS
        ldd r23, Y+FRAME_CHANNEL_WEIGHTS+1
        add r22, r6
        adc r23, r7
        std Y+FRAME_WEIGHTS, r22
        std Y+FRAME_WEIGHTS+1, r23
#if defined(__AVR_HAVE_ELPM__)
        ldd r8, Y+FRAME_WEIGHTS+2
        mov r22, r8
        adc r22, zero
        std Y+FRAME_WEIGHTS+2, r22
#endif
        ldd r9, Y+FRAME_ZERO_POINT
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
        breq finished
        cpi r24, 3
        brne two
        ldd r22, Y+FRAME_COLUMNS /* one window earlier and of 4, if there are 4 */
        cpi r22, 4
        brsh earlier
two:    clt
        subi r24, 2
        brsh begin
/* One or three windows left: never so when pooled, so that the first view is enough. */
earlier:
        ldd r22, Y+FRAME_STRIDE
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
        rcall upper_tile
        ldd r24, Y+FRAME_POOL
        cpi r24, 1
        brlo 1f
        brne average
        rjmp largest
1:      rcall load_output
        rcall scale_tile
stored: std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
        rjmp next_tile

finished:
        ldd r24, Y+FRAME_CHANNELS
        ldd r25, Y+FRAME_CHANNELS+1
        sbiw r24, 1
        std Y+FRAME_CHANNELS, r24
        std Y+FRAME_CHANNELS+1, r25
        breq 1f
        rjmp nn_avr_row
1:      ret

load_output:
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        ret

/* The sums of a tile to X; r24 of a tile of 4 to X. */
scale_tile:
        ldi r24, 4
scale:  brts 1f
        lsr r24
1:      mov r15, r24
        LOAD_CHANNEL
        ijmp

average:
        movw r26, r28
        adiw r26, FRAME_SLOTS
        rcall scale_tile
        rcall lower_tile
        movw r26, r28
        adiw r26, FRAME_SLOTS+4
        rcall scale_tile
        rcall load_output
        movw r30, r28
        adiw r30, FRAME_SLOTS
pair:   clr r25
        ld r24, Z
        ldd r22, Z+1
        add r24, r22
        adc r25, zero
        ldd r22, Z+4
        add r24, r22
        adc r25, zero
        ldd r22, Z+5
        add r24, r22
        adc r25, zero
        cpi r25, 2              /* 512 stands for 0: halves go away from it [P2] */
        ldi r22, 2
        sbc r22, zero
        add r24, r22
        adc r25, zero
        lsr r25
        ror r24
        lsr r25
        ror r24
        st X+, r24
        brtc 1f
        clt
        adiw r30, 2
        rjmp pair
1:      rjmp stored

/* The largest sums of a pair in r2:r3+r10, of the second in r4:r5+r11. */
larger_of_pairs:
        LARGER r2, r3, r10, r4, r5, r11
        brtc 1f
        LARGER r6, r7, r12, r8, r9, r13
        movw r4, r6
        mov r11, r12
1:      ret

largest:
        rcall larger_of_pairs
        push r2
        push r3
        push r10
        push r4
        push r5
        push r11
        rcall lower_tile
        rcall larger_of_pairs
        pop r12
        pop r9
        pop r8
        LARGER r4, r5, r11, r8, r9, r12
        pop r12
        pop r9
        pop r8
        LARGER r2, r3, r10, r8, r9, r12
        rcall load_output
        ldi r24, 2
        rcall scale
        rjmp stored
