package org.espalier.tensor;

/// What must be said to the linear algebra library before it is loaded.
final class NativeLibrary {

    private NativeLibrary() {}

    /// Lifts its limits and fixes its kernel. Unless told otherwise, its limits follow the heap's: with a small heap it
    /// would refuse matrices that fit the machine. To be called before its first use.
    static void prepare() {
        for (String limit : new String[] {"org.bytedeco.javacpp.maxbytes", "org.bytedeco.javacpp.maxphysicalbytes"}) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, "0");
            }
        }
        BlasKernel.fix();
    }
}
