/* The kernels under test, in the order of runCases.c. */
KERNEL(nn_conv2d_u8_tile)
KERNEL(nn_conv2d_u8_tile3)
KERNEL(nn_conv2d_u8_tile5)
KERNEL(nn_dense_u8_quad)
KERNEL(nn_conv2d_u8_tile3_pad)
KERNEL(nn_conv2d_u8_tile5_pad)
KERNEL(nn_conv2d_u8_gather)
KERNEL(nn_depthwise_conv2d_u8_tile3)
