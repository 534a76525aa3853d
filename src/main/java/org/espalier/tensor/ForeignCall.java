package org.espalier.tensor;

/// Calls into C by [java.lang.invoke.MethodHandle#invokeExact], whose signature lets anything be thrown.
public final class ForeignCall {

    private ForeignCall() {}

    /// What to throw on for what was caught around such a call. C throws nothing: what comes is Java's own, from making
    /// the arguments.
    public static RuntimeException thrown(Throwable caught) {
        if (caught instanceof Error error) {
            throw error;
        }
        return caught instanceof RuntimeException known
                ? known
                : new IllegalStateException("a C function threw", caught);
    }
}
