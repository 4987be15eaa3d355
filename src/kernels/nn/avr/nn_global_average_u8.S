/* nn_global_average_u8: the mean over all positions, in a scale of its own [P3]. Until the last row has
 * come, out holds sums of 4 bytes; the mean of channel c is written at c after its sum is read.
 * r1 = 0, as in C. */
#include "nn_avr_enter.h"

#define STEP_IN 0
#define STEP_OUT 4
#define STEP_START 8
#define STEP_MULTIPLIER 12
#define STEP_IN_H 16
#define STEP_IN_W 18
#define STEP_CHANNELS 20
#define STEP_SHIFT 22
#define STEP_ZERO_POINT 23

SECTION nn_global_average_u8
        ENTER begin, 0

/* r25:r24 · r23:r22. r0, r18, r19 are lost. */
times:  mul r24, r22
        movw r18, r0
        mul r24, r23
        add r19, r0
        mul r25, r22
        add r19, r0
        movw r24, r18
        clr r1
        ret

begin:  movw r28, r24           /* Y = step */
        movw r30, r22
        movw r24, r14           /* in: row first − in_at */
        sub r24, r18
        sbc r25, r19
        ldd r22, Y+STEP_IN_W
        ldd r23, Y+STEP_IN_W+1
        rcall times
        ldd r22, Y+STEP_CHANNELS
        ldd r23, Y+STEP_CHANNELS+1
        rcall times
        ld r2, Z                /* arena */
        ldd r3, Z+1
        ldd r26, Y+STEP_IN
        ldd r27, Y+STEP_IN+1
        add r26, r2
        adc r27, r3
        add r26, r24
        adc r27, r25
        ldd r4, Y+STEP_OUT
        ldd r5, Y+STEP_OUT+1
        add r4, r2
        adc r5, r3
        movw r12, r14           /* the row behind the last */
        add r12, r16
        adc r13, r17
        rjmp next_row
row:    movw r30, r4
        ldd r24, Y+STEP_CHANNELS
        ldd r25, Y+STEP_CHANNELS+1
channel:
        clr r16
        clr r17
        movw r18, r16
        cp r14, r1
        cpc r15, r1
        breq 1f
        ld r16, Z
        ldd r17, Z+1
        ldd r18, Z+2
        ldd r19, Z+3
1:      ldd r22, Y+STEP_IN_W
        ldd r23, Y+STEP_IN_W+1
2:      ld r0, X+
        add r16, r0
        adc r17, r1
        adc r18, r1
        adc r19, r1
        subi r22, 1
        sbci r23, 0
        brne 2b
        st Z+, r16
        st Z+, r17
        st Z+, r18
        st Z+, r19
        sbiw r24, 1
        brne channel
        ldi r24, 1
        add r14, r24
        adc r15, r1
next_row:
        cp r14, r12
        cpc r15, r13
        brne row
        ldd r24, Y+STEP_IN_H
        ldd r25, Y+STEP_IN_H+1
        cp r14, r24
        cpc r15, r25
        brne done
        movw r6, r4
        ldd r8, Y+STEP_CHANNELS
        ldd r9, Y+STEP_CHANNELS+1
        ldd r16, Y+STEP_SHIFT
mean:   movw r30, r6
        ld r22, Z+
        ld r23, Z+
        ld r24, Z+
        ld r25, Z+
        movw r6, r30
        ldd r0, Y+STEP_START
        add r22, r0
        ldd r0, Y+STEP_START+1
        adc r23, r0
        ldd r0, Y+STEP_START+2
        adc r24, r0
        ldd r0, Y+STEP_START+3
        adc r25, r0
        ldd r18, Y+STEP_MULTIPLIER
        ldd r19, Y+STEP_MULTIPLIER+1
        ldd r20, Y+STEP_MULTIPLIER+2
        ldd r21, Y+STEP_MULTIPLIER+3
        FAR_CALL nn_avr_requantize
        mov r18, r25            /* whose sign says where it is beyond a byte */
        ldd r19, Y+STEP_ZERO_POINT
        add r22, r19
        adc r23, r1
        adc r24, r1
        adc r25, r1
        or r23, r24
        or r23, r25
        breq 1f
        lsl r18
        sbc r22, r22
        com r22
1:      movw r30, r4
        st Z+, r22
        movw r4, r30
        movw r24, r8
        sbiw r24, 1
        movw r8, r24
        brne mean
done:   ret
