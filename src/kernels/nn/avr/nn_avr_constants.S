/* nn_avr_constants: where a step's constants lie in flash. X = memory, Z = the step's `weights`, which
 * `channels` follows. Leaves the address of the weights in r6:r7+r8, of the records in the frame at
 * Y. r2–r4, r22–r24, X, Z are lost. */
#include "nn_avr_asm.h"

SECTION nn_avr_constants
        adiw r26, 2
        ld r2, X+
        ld r3, X+
        ld r6, Z
        ldd r7, Z+1
        add r6, r2
        adc r7, r3
#if defined(__AVR_HAVE_ELPM__)
        ld r4, X
        ldd r8, Z+2
        adc r8, r4
#endif
        ldd r22, Z+4
        ldd r23, Z+5
        add r22, r2
        adc r23, r3
        std Y+FRAME_RECORD, r22
        std Y+FRAME_RECORD+1, r23
#if defined(__AVR_HAVE_ELPM__)
        ldd r24, Z+6
        adc r24, r4
        std Y+FRAME_RECORD+2, r24
#endif
        ret
