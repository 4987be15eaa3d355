/* Depthwise tiles 3 columns wide: a kernel row's weights stay in registers while the values pass.
 * 8.3 cycles a product for 4 windows, 9.8 for 2. */
#include "nn_avr_depthwise_asm.h"

.macro ROW4 edge
        ROW_WEIGHTS
        LOAD_X \edge, 0
        SUM0 w0
        ld x, X+
        SUM0 w1
        SUM1 w0
        ld x, X+
        SUM0 w2
        SUM1 w1
        SUM2 w0
        ld x, X+
        SUM1 w2
        SUM2 w1
        SUM3 w0
        ld x, X+
        SUM2 w2
        SUM3 w1
        LOAD_X \edge, 1
        SUM3 w2
.endm

SECTION nn_avr_depthwise3
        BEGIN_WINDOWS 1
        brts fours
        BEGIN_EDGE
pair:   ROW_WEIGHTS
        LOAD_X 1, 0
        SUM0 w0
        ld x, X+
        SUM0 w1
        SUM1 w0
        ld x, X+
        SUM0 w2
        SUM1 w1
        LOAD_X 1, 1
        SUM1 w2
        NEXT_ROW pair
        END_WINDOWS

fours:  cpse edges, zero
        rjmp edge
        rjmp inner
edge:   BEGIN_EDGE
outer:  ROW4 1
        NEXT_ROW outer
        rjmp done
inner:  ROW4 0
        NEXT_ROW inner
done:   END_WINDOWS
