/// Candidates scored on Apache Spark: embedded in this process, or on a cluster of other machines.
///
/// Tasks go out as JSON, one candidate a task, scores come back as JSON; the model and the samples are broadcast, so
/// that every executor gets them once and opens its [org.espalier.search.evaluate.Scorer] once. A task that runs twice
/// gives the same score, and the first that arrives counts: a killed executor loses nothing but its time.
///
/// It must not know what is scored. Spark is left out of the app image: [SparkMaster#checkPresent] says so before any
/// other class here is touched. Nothing listens but Spark's own ports, with authentication on, and on loopback unless
/// the master is on another machine. Secrets stand in files and environments, never on command lines or in logs.
@NullMarked
package org.espalier.search.spark;

import org.jspecify.annotations.NullMarked;
