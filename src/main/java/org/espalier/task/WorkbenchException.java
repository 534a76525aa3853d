package org.espalier.task;

import org.jspecify.annotations.Nullable;

/// What went wrong in the user's terms, and what to do about it. The only exception users get to see.
///
/// The message names the thing ("model.safetensors: tensor 'lm_head.weight' ..."), the remedy is an instruction, and
/// the code is stable ("format.safetensors.hole") so that scripts can match it.
public final class WorkbenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Whose fault it is, which decides the exit code of the command line.
    public enum Fault {
        /// The command line is wrong: exit 2.
        USAGE,
        /// An input is missing, malformed or unsupported: exit 3.
        INPUT,
        /// Nothing feasible: no legal candidate, or it does not fit the board: exit 4.
        INFEASIBLE,
        /// A tool or device is missing or failed: exit 5.
        TOOL
    }

    private final Fault fault;
    private final String code;
    private final String remedy;

    private WorkbenchException(Fault fault, String code, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.fault = fault;
        this.code = code;
        this.remedy = remedy;
    }

    /// An option or argument that cannot be right.
    public static WorkbenchException usage(String code, String message, String remedy) {
        return new WorkbenchException(Fault.USAGE, code, message, remedy, null);
    }

    /// An input that is missing, malformed or unsupported.
    public static WorkbenchException input(String code, String message, String remedy) {
        return new WorkbenchException(Fault.INPUT, code, message, remedy, null);
    }

    /// An input that could not be read, with what the system said.
    public static WorkbenchException input(String code, String message, String remedy, Throwable cause) {
        return new WorkbenchException(Fault.INPUT, code, message, remedy, cause);
    }

    /// A request that no choice satisfies.
    public static WorkbenchException infeasible(String code, String message, String remedy) {
        return new WorkbenchException(Fault.INFEASIBLE, code, message, remedy, null);
    }

    /// A tool or device that is missing or failed.
    public static WorkbenchException tool(String code, String message, String remedy) {
        return new WorkbenchException(Fault.TOOL, code, message, remedy, null);
    }

    /// A tool or device that failed, with what it said.
    public static WorkbenchException tool(String code, String message, String remedy, Throwable cause) {
        return new WorkbenchException(Fault.TOOL, code, message, remedy, cause);
    }

    /// Whose fault it is.
    public Fault fault() {
        return fault;
    }

    /// The stable name of this problem, dotted, lower case.
    public String code() {
        return code;
    }

    /// What the user can do, as an instruction.
    public String remedy() {
        return remedy;
    }

    /// The message, never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
