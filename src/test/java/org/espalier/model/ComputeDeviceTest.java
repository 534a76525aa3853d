package org.espalier.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

/// The device that is chosen is the one computed on, wherever the machine has it.
class ComputeDeviceTest {

    @Test
    void cudaIsUsedWhereItIsChosenAndThere() {
        assertEquals(Device.gpu(), ComputeDevice.CUDA.engine(1));
        assertEquals(Device.cpu(), ComputeDevice.CUDA.engine(0));
        assertEquals(Device.cpu(), ComputeDevice.CPU.engine(2));
    }

    @Test
    void thePropertyChoosesAndProcessorsAreTheDefault() {
        String before = System.getProperty(ComputeDevice.PROPERTY);
        try {
            System.clearProperty(ComputeDevice.PROPERTY);
            assertEquals(ComputeDevice.CPU, ComputeDevice.chosen());
            System.setProperty(ComputeDevice.PROPERTY, "CUDA ");
            assertEquals(ComputeDevice.CUDA, ComputeDevice.chosen());
            System.setProperty(ComputeDevice.PROPERTY, "something else");
            assertEquals(ComputeDevice.CPU, ComputeDevice.chosen());
        } finally {
            if (before == null) {
                System.clearProperty(ComputeDevice.PROPERTY);
            } else {
                System.setProperty(ComputeDevice.PROPERTY, before);
            }
        }
    }
}
