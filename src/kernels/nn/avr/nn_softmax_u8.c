/* nn_softmax_u8.c: in the place of u8/'s, in assembly: nn_softmax_u8.S. */
#include "nn_u8.h"
