/* nn_softmax_u8: e^(x − largest) from a table, divided by the sum [E3]. RAM has room for fewer values
 * than would make the sum of 32 bits overflow when it is doubled. */
#include "nn_avr_enter.h"

#define STEP_IN 0
#define STEP_OUT 4
#define STEP_TABLE 8
#define STEP_VECTORS 12
#define STEP_COUNT 14

SECTION nn_softmax_u8
        ENTER begin, 0

/* The table's value of the next input. */
read:   ld r17, X+
        mov r30, r16
        sub r30, r17
        clr r31
        lsl r30
        rol r31
        add r30, r4
        adc r31, r5
#if defined(__AVR_HAVE_ELPM__)
        mov r17, r6
        adc r17, zero
        out RAMPZ_IO, r17
#endif
        READ_FLASH r2
        READ_FLASH r3
        ret

/* r2:r3+r30:r31 doubled, compared with the sum r18:r19+r20+r22. */
double: lsl r2
        rol r3
        rol r30
        rol r31
        cp r2, r18
        cpc r3, r19
        cpc r30, r20
        cpc r31, r22
        ret

begin:  movw r30, r24
        movw r26, r22
        clr zero
        ld r2, X+               /* arena */
        ld r3, X+
        ld r4, X+               /* table r4:r5+r6 */
        ld r5, X+
        ldd r8, Z+STEP_IN
        ldd r9, Z+STEP_IN+1
        add r8, r2
        adc r9, r3
        ldd r28, Z+STEP_OUT
        ldd r29, Z+STEP_OUT+1
        add r28, r2
        adc r29, r3
        ldd r2, Z+STEP_TABLE
        ldd r3, Z+STEP_TABLE+1
        add r4, r2
        adc r5, r3
#if defined(__AVR_HAVE_ELPM__)
        ld r6, X
        ldd r2, Z+STEP_TABLE+2
        adc r6, r2
#endif
        ldd r10, Z+STEP_VECTORS
        ldd r11, Z+STEP_VECTORS+1
        ldd r12, Z+STEP_COUNT
        ldd r13, Z+STEP_COUNT+1
vector: movw r26, r8
        movw r24, r12
        clr r16                 /* the largest */
1:      ld r17, X+
        cp r16, r17
        brsh 2f
        mov r16, r17
2:      sbiw r24, 1
        brne 1b
        movw r26, r8
        movw r24, r12
        clr r18
        clr r19
        clr r20
        clr r22
1:      rcall read
        add r18, r2
        adc r19, r3
        adc r20, zero
        adc r22, zero
        sbiw r24, 1
        brne 1b
        movw r26, r8
        movw r24, r12
share:  rcall read
        clr r30
        clr r31
        ldi r17, 8              /* eight bits of value / sum, inverted */
1:      rcall double
        brlo 2f
        sub r2, r18
        sbc r3, r19
        sbc r30, r20
        sbc r31, r22
2:      rol r23
        dec r17
        brne 1b
        com r23
        rcall double
        brlo 3f
        inc r23                 /* rounded, at most 255 */
        brne 3f
        dec r23
3:      st Y+, r23
        sbiw r24, 1
        brne share
        movw r8, r26
        movw r24, r10
        sbiw r24, 1
        movw r10, r24
        brne vector
        ret
