package org.espalier.firmware;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The deepest stack a program can need, from the call graphs the compiler writes with `-fcallgraph-info=su`.
final class StackUse {

    private static final Pattern NODE = Pattern.compile("node: \\{ title: \"([^\"]*)\" label: \"([^\"]*)\"");
    private static final Pattern EDGE = Pattern.compile("edge: \\{ sourcename: \"([^\"]*)\" targetname: \"([^\"]*)\"");
    private static final Pattern BYTES = Pattern.compile("\\\\n(\\d+) bytes \\((static|dynamic[^)]*)\\)");

    /// Frames of assembly, which the compiler knows nothing about: the largest is 9 registers and 92 bytes (`tile.S`).
    static final long ASSEMBLY = 128;

    /// What the core saves on an exception: 26 words with a floating-point unit, and 4 bytes to align.
    private static final long EXCEPTION = 108;

    private static final String UNKNOWN = "__indirect_call";

    /// The compiler names weak functions by their file, like those no other file can see; the user's take their place.
    private static final Pattern WEAK = Pattern.compile("[^:]+:(espalier_user_\\w+)");

    private final Map<String, Long> frames = new HashMap<>();
    private final Map<String, List<String>> calls = new HashMap<>();

    /// Adds one object's call graph.
    ///
    /// @throws IllegalStateException if a frame has no fixed size
    void add(String graph) {
        Matcher node = NODE.matcher(graph);
        while (node.find()) {
            Matcher bytes = BYTES.matcher(node.group(2));
            if (bytes.find()) {
                if (!bytes.group(2).equals("static") && !bytes.group(2).startsWith("dynamic,bounded")) {
                    throw new IllegalStateException(node.group(1) + " has a frame of unknown size");
                }
                frames.merge(function(node.group(1)), Long.parseLong(bytes.group(1)), Math::max);
            }
        }
        Matcher edge = EDGE.matcher(graph);
        while (edge.find()) {
            calls.computeIfAbsent(function(edge.group(1)), _ -> new ArrayList<>())
                    .add(function(edge.group(2)));
        }
    }

    private static String function(String title) {
        Matcher weak = WEAK.matcher(title);
        return weak.matches() ? weak.group(1) : title;
    }

    /// The deepest stack of the firmware: its main program, or the report of an exception, which starts from the top.
    /// The registers an exception saves come on top of either.
    long deepest() {
        return Math.max(below("main"), below("board_report_exception")) + EXCEPTION;
    }

    /// The deepest stack below a function, its own frame included.
    ///
    /// @throws IllegalStateException if it can call itself, or calls through a pointer
    long below(String function) {
        return below(function, new HashMap<>(), new HashSet<>());
    }

    private long below(String function, Map<String, Long> known, Set<String> open) {
        if (function.equals(UNKNOWN)) {
            throw new IllegalStateException("a call through a pointer: the stack has no known bound");
        }
        Long done = known.get(function);
        if (done != null) {
            return done;
        }
        if (!open.add(function)) {
            throw new IllegalStateException(function + " can call itself: its stack has no bound");
        }
        long deepest = 0;
        for (String callee : calls.getOrDefault(function, List.of())) {
            deepest = Math.max(deepest, below(callee, known, open));
        }
        open.remove(function);
        long all = deepest + frames.getOrDefault(function, ASSEMBLY);
        known.put(function, all);
        return all;
    }
}
