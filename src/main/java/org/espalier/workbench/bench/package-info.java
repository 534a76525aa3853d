/// Measurements of the workbench's own engines: what `bench` runs.
///
/// A [BenchSuite] measures one engine and leaves [BenchResult]s; [BenchSuites] knows all suites. Names of results keep
/// their meaning from version to version, so that figures can be compared. A suite needs no data but its own.
@NullMarked
package org.espalier.workbench.bench;

import org.jspecify.annotations.NullMarked;
