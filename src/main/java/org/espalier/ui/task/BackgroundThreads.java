package org.espalier.ui.task;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandleProxies;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Threads that let the window's own go first where there are fewer processors than work.
///
/// Java's priorities mean nothing to Linux, its niceness does: a thread that computes for minutes no longer takes turns
/// with the one that answers the user. With a processor to spare, nothing is slower. Threads they start are as nice.
/// Elsewhere they are ordinary threads.
public final class BackgroundThreads {

    /// What these threads add to the niceness of the program, which goes from -20 to 19.
    static final int NICENESS = 10;

    private BackgroundThreads() {}

    /// Makes daemons called `name-1`, `name-2` and so on.
    public static ThreadFactory named(String name) {
        Thread.Builder.OfPlatform threads = Thread.ofPlatform().daemon().name(name + "-", 1);
        return work -> threads.unstarted(() -> {
            yieldToOthers();
            work.run();
        });
    }

    /// Makes the calling thread nicer, for good.
    private static void yieldToOthers() {
        IntConsumer nice = Nice.CALL;
        if (nice != null) {
            nice.accept(NICENESS);
        }
    }

    private static final class Nice {

        /// `int nice(int inc)`, which is of one thread on Linux.
        static final @Nullable IntConsumer CALL = find();

        private Nice() {}

        @SuppressWarnings("restricted") // Java has no way to ask this of Linux.
        private static @Nullable IntConsumer find() {
            if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux")) {
                return null; // it would mean the whole program
            }
            Linker linker = Linker.nativeLinker();
            return linker.defaultLookup()
                    .find("nice")
                    .map(found -> MethodHandleProxies.asInterfaceInstance(
                            IntConsumer.class,
                            linker.downcallHandle(
                                    found, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))))
                    .orElse(null);
        }
    }
}
