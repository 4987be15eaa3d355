/* void nn_avr_dense(nn_avr_dense_frame *frame): `channels` outputs of one vector, each scaled and stored
 * `step` behind the last.
 *
 * Four outputs at a time: their weights lie side by side, a value is loaded once. Per input
 * 2 + 4 · (3 + 5) = 34 cycles; eight inputs a turn. The last one to three outputs go one by one. */
#define EXACT_ROUTINE exact
#include "nn_avr_scale.h"

#define weight r20

.macro INPUT4
        ld r16, X+
        READ_FLASH weight
        MAC r16, weight, r2, r3, r10
        READ_FLASH weight
        MAC r16, weight, r4, r5, r11
        READ_FLASH weight
        MAC r16, weight, r6, r7, r12
        READ_FLASH weight
        MAC r16, weight, r8, r9, r13
.endm

.macro INPUT1
        ld r16, X+
        READ_FLASH weight
        MAC r16, weight, r2, r3, r10
.endm

.macro SUBTRACT
        ld r16, X+
        sub r2, r16
        sbc r3, zero
        sbc r10, zero
.endm

/* `body` for every input, `unroll` of them a turn. */
.macro INPUTS body, unroll
        ldd r26, Y+DENSE_X
        ldd r27, Y+DENSE_X+1
        ldd r24, Y+DENSE_INPUTS
        ldd r25, Y+DENSE_INPUTS+1
        mov r22, r24
        andi r22, \unroll-1
        breq 2f
1:      \body
        dec r22
        brne 1b
2:      lsr r25
        ror r24
        lsr r25
        ror r24
.if \unroll == 8
        lsr r25
        ror r24
.endif
        sbiw r24, 0
        brne 3f
        rjmp 4f
3:      \body
        \body
        \body
        \body
.if \unroll == 8
        \body
        \body
        \body
        \body
.endif
        sbiw r24, 1
        breq 4f
        rjmp 3b
4:
.endm

.macro BEGIN_SUM
        ldd r2, Y+DENSE_BIAS
        ldd r3, Y+DENSE_BIAS+1
        ldd r10, Y+DENSE_BIAS+2
        LOAD_FLASH DENSE_WEIGHTS, r22
.endm

.macro BEGIN_OUTPUTS
        STORE_FLASH DENSE_WEIGHTS, r22
        LOAD_FLASH FRAME_RECORD, r22
        ldd r26, Y+FRAME_OUT
        ldd r27, Y+FRAME_OUT+1
        ldd r14, Y+DENSE_STEP
        ldd r15, Y+DENSE_STEP+1
        ldd range, Y+FRAME_RANGE
.endm

.macro END_OUTPUTS
        STORE_FLASH FRAME_RECORD, r22
        std Y+FRAME_OUT, r26
        std Y+FRAME_OUT+1, r27
.endm

        .section .text.nn_avr_dense,"ax",@progbits
/* Z is the record, which the routine takes from the frame. */
exact:  STORE_FLASH FRAME_RECORD, t3
        FAR_CALL nn_avr_scale_exact
        LOAD_FLASH FRAME_RECORD, t3
        ret

/* r2:r3+r10 + bias → scaled, stored; Z (the record) and X (the output) move on. 90 cycles. */
output: READ_FLASH t0
        READ_FLASH t1
        READ_FLASH t2
        add r2, t0
        adc r3, t1
        adc r10, t2
        READ_FLASH f2
        READ_FLASH f1
        READ_FLASH f0
        READ_FLASH threshold    /* e */
        READ_FLASH fraction
        adiw r30, 4
#if defined(__AVR_HAVE_ELPM__)
        brcc 1f
        in t0, RAMPZ_IO
        inc t0
        out RAMPZ_IO, t0
1:
#endif
        cpi threshold, 8
        brlo small
        cpi threshold, 255
        brne large
        EXACT r2, r10
        rjmp store
small:  mov r14, fraction
        mov r15, r30
        SMALL_THRESHOLD
        mov r30, r15
        SCALE r2, r3, r10, 1, r14
        ldd r14, Y+DENSE_STEP
        ldd r15, Y+DENSE_STEP+1
        rjmp store
large:  ldi threshold, 251
        SCALE r2, r3, r10, 0
store:  ldd t0, Y+FRAME_LO
        add r2, t0
        st X, r2
        add r26, r14
        adc r27, r15
        ret

        .global nn_avr_dense
        .type nn_avr_dense, @function
nn_avr_dense:
        PUSH_ALL
        movw r28, r24
        clr zero
        clr r2
        clr r3
        clr r10
        INPUTS SUBTRACT, 4
        lsr r10                 /* · 128 */
        ror r3
        ror r2
        clr r24
        ror r24
        std Y+DENSE_BIAS, r24
        std Y+DENSE_BIAS+1, r2
        std Y+DENSE_BIAS+2, r3
group:  ldd r24, Y+FRAME_CHANNELS
        ldd r25, Y+FRAME_CHANNELS+1
        sbiw r24, 4
        brcc whole_group
        rjmp singles
whole_group:
        std Y+FRAME_CHANNELS, r24
        std Y+FRAME_CHANNELS+1, r25
        BEGIN_SUM
        movw r4, r2
        movw r6, r2
        movw r8, r2
        mov r11, r10
        movw r12, r10
        INPUTS INPUT4, 8
        BEGIN_OUTPUTS
        rcall output
        movw r2, r4
        mov r10, r11
        rcall output
        movw r2, r6
        mov r10, r12
        rcall output
        movw r2, r8
        mov r10, r13
        rcall output
        END_OUTPUTS
        rjmp group
singles:
        adiw r24, 4
        brne single
        rjmp finished
single: std Y+FRAME_CHANNELS, r24
        BEGIN_SUM
        INPUTS INPUT1, 4
        BEGIN_OUTPUTS
        rcall output
        END_OUTPUTS
        ldd r24, Y+FRAME_CHANNELS
        dec r24
        breq finished
        rjmp single
finished:
        POP_ALL
        ret
