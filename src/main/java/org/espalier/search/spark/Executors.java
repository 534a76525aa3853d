package org.espalier.search.spark;

import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.jspecify.annotations.Nullable;

/// Who is there to score, as Spark tells it.
final class Executors extends SparkListener {

    private final Set<String> present = new HashSet<>();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private long aloneSince = System.nanoTime();

    @Override
    public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
        present.add(added.executorId());
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        if (present.remove(removed.executorId())) {
            lost.add(removed.executorId());
        }
        if (present.isEmpty()) {
            aloneSince = System.nanoTime();
        }
    }

    /// How many there are.
    synchronized int count() {
        return present.size();
    }

    /// Whether there has been none for so long.
    synchronized boolean absentFor(Duration patience) {
        return present.isEmpty() && System.nanoTime() - aloneSince > patience.toNanos();
    }

    /// The next one that was lost and not told of; null if there is none.
    @Nullable
    String nextLost() {
        return lost.poll();
    }
}
