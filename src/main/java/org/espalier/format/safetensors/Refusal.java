package org.espalier.format.safetensors;

import org.espalier.task.WorkbenchException;
import org.espalier.tensor.TensorName;

/// What is wrong with a file, worded alike everywhere: the file, the tensor, what to do.
record Refusal(String file) {

    static final String AGAIN = "Download or export the file again.";

    /// Something wrong with the file as a whole.
    WorkbenchException because(String code, String what, String remedy) {
        return WorkbenchException.input("format.safetensors." + code, file + ": " + what, remedy);
    }

    /// Something wrong with one tensor.
    WorkbenchException because(String code, String tensor, String what, String remedy) {
        return because(code, "tensor " + TensorName.quoted(tensor) + " " + what, remedy);
    }
}
