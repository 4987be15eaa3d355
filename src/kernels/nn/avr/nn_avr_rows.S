/* Row after row of windows. */
#include "nn_avr_rows.h"

        .section .text.nn_avr_rows,"ax",@progbits
        .global nn_avr_times_byte
/* r25:r24 · r22, and · r23:r22. r0, r1, r18, r19 are lost, and r23. */
nn_avr_times_byte:
        clr r23
times:  mul r24, r22
        movw r18, r0
        mul r24, r23
        add r19, r0
        mul r25, r22
        add r19, r0
        movw r24, r18
        ret

/* What drivers begin with: their own fields and what scaling needs of the frame behind them, by the C
 * arguments. Leaves Z = step, the arena in r2:r3, pad_left in r4, the bytes of an input row in r12:r13;
 * keeps T, r5–r9. */
        .global nn_avr_begin_rows
nn_avr_begin_rows:
        std Y+OWN_STEP, r24
        std Y+OWN_STEP+1, r25
        std Y+OWN_MEMORY, r22
        std Y+OWN_MEMORY+1, r23
        std Y+OWN_ROWS, r16
        std Y+OWN_ROWS+1, r17
        movw r30, r24
        movw r26, r22
        ld r2, X+               /* arena */
        ld r3, X
        movw r10, r18           /* rows.in_at */
        movw r24, r14           /* out: row first − out_at */
        sub r24, r20
        sbc r25, r21
        clr zero
        ldd r22, Z+STEP_OUT_W
        rcall nn_avr_times_byte
        ldd r22, Z+STEP_OUT_C
        ldd r23, Z+STEP_OUT_C+1
        rcall times
        add r24, r2
        adc r25, r3
        ldd r22, Z+STEP_OUT
        ldd r23, Z+STEP_OUT+1
        add r24, r22
        adc r25, r23
        std Y+ROW_FRAME+FRAME_OUT, r24
        std Y+ROW_FRAME+FRAME_OUT+1, r25
        ldd r24, Z+STEP_IN_C
        ldd r25, Z+STEP_IN_C+1
        ldd r22, Z+STEP_IN_W
        rcall nn_avr_times_byte
        std Y+OWN_ROW_BYTES, r24
        std Y+OWN_ROW_BYTES+1, r25
        movw r12, r24
        movw r24, r14           /* y = first · pool_h · stride_h − pad_top */
        ldd r22, Z+STEP_POOL_H
        rcall nn_avr_times_byte
        ldd r22, Z+STEP_STRIDE_H
        rcall nn_avr_times_byte
        ldd r22, Z+STEP_PAD_TOP
        sub r24, r22
        sbc r25, zero
        std Y+OWN_Y, r24
        std Y+OWN_Y+1, r25
        sub r24, r10
        sbc r25, r11
        movw r22, r12
        rcall times
        add r24, r2
        adc r25, r3
        ldd r22, Z+STEP_IN
        ldd r23, Z+STEP_IN+1
        add r24, r22
        adc r25, r23
        ldd r4, Z+STEP_PAD_LEFT
        sub r24, r4
        sbc r25, zero
        std Y+OWN_IN, r24
        std Y+OWN_IN+1, r25
        COPY STEP_OUT_OFFSET, ROW_FRAME+FRAME_OFFSET
        COPY STEP_OUT_OFFSET+1, ROW_FRAME+FRAME_OFFSET+1
        COPY STEP_OUT_LO, ROW_FRAME+FRAME_LO
        COPY STEP_OUT_RANGE, ROW_FRAME+FRAME_RANGE
        ret

/* The next row of windows, which the driver's fields leave behind: Z = step; r20, r17, r24 = kernel rows
 * above, inside, below the picture; r2:r3 = column −pad_left of the first row inside; r4:r5 = bytes of
 * an input row. Keeps T, r8–r16. */
        .global nn_avr_next_rows
nn_avr_next_rows:
        ldd r30, Y+OWN_STEP
        ldd r31, Y+OWN_STEP+1
        ldd r24, Y+OWN_Y
        ldd r25, Y+OWN_Y+1
        ldd r2, Y+OWN_IN
        ldd r3, Y+OWN_IN+1
        ldd r4, Y+OWN_ROW_BYTES
        ldd r5, Y+OWN_ROW_BYTES+1
        ldd r6, Z+STEP_STRIDE_H
        movw r18, r24
        add r18, r6
        adc r19, zero
        std Y+OWN_Y, r18
        std Y+OWN_Y+1, r19
        movw r18, r2
        mul r6, r4
        add r18, r0
        adc r19, r1
        mul r6, r5
        add r19, r0
        std Y+OWN_IN, r18
        std Y+OWN_IN+1, r19
        clr r20                 /* kernel rows above the picture */
        sbrc r25, 7
        sub r20, r24
        ldd r17, Z+STEP_KERNEL_H
        add r24, r17            /* below: y + kernel_h − in_h */
        adc r25, zero
        ldd r22, Z+STEP_IN_H
        ldd r23, Z+STEP_IN_H+1
        sub r24, r22
        sbc r25, r23
        sbrc r25, 7
        clr r24
        sub r17, r20            /* inside */
        sub r17, r24
        mul r20, r4
        add r2, r0
        adc r3, r1
        mul r20, r5
        add r3, r0
        ret
