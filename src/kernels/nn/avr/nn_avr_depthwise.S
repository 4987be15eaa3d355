/* nn_avr_depthwise: which kernel rows lie inside the picture, row after row. The work is in
 * nn_avr_depthwise_row. r26:r27 = taps; C arguments. */
#include "nn_avr_rows.h"
#include "nn_avr_depthwise_asm.h"

SECTION nn_avr_depthwise
        movw r0, r26
        ENTER begin, OWN_BYTES+PLANES_BYTES
begin:  std Y+ROW_FRAME+PLANE_TAPS, r0
        std Y+ROW_FRAME+PLANE_TAPS+1, r1
        FAR_CALL nn_avr_begin_rows
        COPY STEP_ZERO_POINT, ROW_FRAME+PLANE_PAD
        std Y+ROW_FRAME+PLANE_BEFORE, r4
        ldd r22, Z+STEP_STRIDE_W
        std Y+ROW_FRAME+PLANE_STRIDE, r22
        ldd r23, Z+STEP_IN_W
        std Y+ROW_FRAME+PLANE_WIDTH, r23
        std Y+ROW_FRAME+PLANE_WIDTH+1, zero
        ldd r24, Z+STEP_OUT_W
        std Y+ROW_FRAME+PLANE_COLUMNS, r24
        dec r24                 /* (columns − 1) · stride + 3 − in_w − pad_left */
        mul r24, r22
        movw r24, r0
        adiw r24, 3
        sub r24, r23
        sbc r25, zero
        sub r24, r4
        sbc r25, zero
        ldi r18, 2
        cp zero, r24
        cpc zero, r25
        brlt 1f
        clr r18
1:      std Y+ROW_FRAME+PLANE_BEHIND, r18
        mov r18, r22            /* row_bytes − 3 − 3 · stride */
        add r18, r22
        add r18, r22
        subi r18, -3
        sub r12, r18
        sbc r13, zero
        std Y+ROW_FRAME+PLANE_STEP, r12
        std Y+ROW_FRAME+PLANE_STEP+1, r13
        ldd r22, Z+STEP_IN_C    /* out_c / in_c */
        ldd r23, Z+STEP_IN_C+1
        ldd r24, Z+STEP_OUT_C
        ldd r25, Z+STEP_OUT_C+1
        clr r18
1:      inc r18
        sub r24, r22
        sbc r25, r23
        brne 1b
        std Y+ROW_FRAME+PLANE_MULTIPLIER, r18

row:    ldd r24, Y+OWN_ROWS
        ldd r25, Y+OWN_ROWS+1
        sbiw r24, 1
        brsh 1f
        ret
1:      std Y+OWN_ROWS, r24
        std Y+OWN_ROWS+1, r25
        FAR_CALL nn_avr_next_rows
        ldd r26, Y+OWN_MEMORY
        ldd r27, Y+OWN_MEMORY+1
        adiw r28, ROW_FRAME
        std Y+PLANE_X, r2
        std Y+PLANE_X+1, r3
        std Y+PLANE_RUNS, r17
        ldi r18, 3
        mul r17, r18
        std Y+PLANE_INSIDE, r0
        mul r24, r18
        std Y+PLANE_BELOW, r0
        mul r20, r18
        std Y+PLANE_ABOVE, r0
        COPY STEP_OUT_C, FRAME_CHANNELS
        COPY STEP_OUT_C+1, FRAME_CHANNELS+1
        ldd r24, Y+PLANE_MULTIPLIER
        std Y+PLANE_TURN, r24
        adiw r30, STEP_WEIGHTS
        FAR_CALL nn_avr_constants
        add r6, r0
        adc r7, zero
        adc r8, zero
        std Y+PLANE_WEIGHTS, r6
        std Y+PLANE_WEIGHTS+1, r7
        std Y+PLANE_WEIGHTS+2, r8
        FAR_CALL nn_avr_depthwise_row
        sbiw r28, ROW_FRAME
        rjmp row
