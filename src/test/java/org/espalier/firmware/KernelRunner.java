package org.espalier.firmware;

import java.io.IOException;

/// Something that runs the operator library with `kernels.c` in front of it.
interface KernelRunner extends AutoCloseable {

    /// Sends a request and waits for its answer's bytes.
    byte[] exchange(byte[] request);

    @Override
    void close() throws IOException;

    /// Runs an operator.
    default byte[] run(OperatorRequest.Kernel kernel, int[] numbers, byte[]... buffers) {
        return exchange(OperatorRequest.of(kernel, numbers, buffers));
    }
}
