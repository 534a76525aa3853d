package org.espalier.tensor;

/// What the linear algebra library may take outside the Java heap.
final class NativeMemory {

    private NativeMemory() {}

    /// Unless told otherwise, the library's limits follow the heap's: with a small heap it would refuse matrices that
    /// fit the machine. To be called before its first use.
    static void unlimited() {
        for (String limit : new String[] {"org.bytedeco.javacpp.maxbytes", "org.bytedeco.javacpp.maxphysicalbytes"}) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, "0");
            }
        }
    }
}
