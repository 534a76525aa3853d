package org.espalier.board.flash;

/// What happened at one stage of flashing.
///
/// @param stage "connect", "erase", "write", "verify" or "run"
/// @param outcome "done", or "not reported" if the tool does not say
/// @param detail what the tool said about it, may be empty
/// @param seconds since the stage before ended
public record StageResult(String stage, String outcome, String detail, double seconds) {

    /// The outcome of a stage that ended well.
    public static final String DONE = "done";

    /// The outcome of a stage the tool keeps quiet about.
    public static final String NOT_REPORTED = "not reported";
}
