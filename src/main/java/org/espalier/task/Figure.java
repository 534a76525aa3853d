package org.espalier.task;

/// A number with its unit and origin.
///
/// @param name what it is ("accuracy", "arena peak")
/// @param unit its unit as written on screen ("%", "bytes", "instructions")
/// @param label estimated, simulated, measured or imported
/// @param device what it was obtained on ("virtual:stm32f746g-disco", "2 x EPYC"), or the judge
/// @param date the day it was obtained, ISO 8601
public record Figure(String name, double value, String unit, Label label, String device, String date) {}
