package org.espalier.workbench.run;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a component of a result record that differs between two runs of the same request: a time, a peak of memory,
/// a place on the disk. A run keeps it in `end.json`, so that its `result.json` always has the same bytes.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Varying {}
