package org.espalier.model.llava.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.espalier.task.WorkbenchException;

/// Cuts a template into texts, outputs and tags, and these into words; a line that holds only a tag vanishes, as
/// Hugging Face sets Jinja (`trim_blocks`, `lstrip_blocks`).
final class Scanner {

    /// What a piece of a template is.
    enum Kind {
        TEXT,
        OUTPUT,
        TAG
    }

    /// A piece.
    ///
    /// @param kind what it is
    /// @param text a text's characters
    /// @param words an output's or tag's words
    record Piece(Kind kind, String text, List<Word> words) {}

    /// A word of an expression.
    ///
    /// @param quoted whether it is the content of a text literal
    record Word(String text, boolean quoted) {
        boolean is(String other) {
            return !quoted && text.equals(other);
        }
    }

    private static final Set<String> PAIRS = Set.of("==", "!=", "<=", ">=", "//");

    private final String source;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;

    private Scanner(String source) {
        this.source = source;
    }

    static List<Piece> scan(String source) {
        Scanner scanner = new Scanner(source);
        scanner.scan();
        return scanner.pieces;
    }

    private void scan() {
        boolean trimStart = false;
        boolean afterBlock = false;
        while (at < source.length()) {
            int open = opening();
            String text = source.substring(at, open);
            if (afterBlock && text.startsWith("\n")) {
                text = text.substring(1);
            }
            if (trimStart) {
                text = text.stripLeading();
            }
            at = open;
            if (open == source.length()) {
                add(text);
                return;
            }
            char kind = source.charAt(open + 1);
            at += 2;
            char sign = at < source.length() ? source.charAt(at) : ' ';
            if (sign == '-') {
                text = text.stripTrailing();
            } else if (kind != '{' && sign != '+') {
                text = withoutIndent(text);
            }
            at += sign == '-' || sign == '+' ? 1 : 0;
            add(text);
            trimStart = kind == '#' ? comment() : inside(kind);
            afterBlock = kind != '{' && !trimStart;
        }
    }

    private void add(String text) {
        if (!text.isEmpty()) {
            pieces.add(new Piece(Kind.TEXT, text, List.of()));
        }
    }

    /// Where the next `{{`, `{%` or `{#` stands, or the end.
    private int opening() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    /// A tag that stands first on its line takes the blanks before it along.
    private static String withoutIndent(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        return end == 0 || text.charAt(end - 1) == '\n' ? text.substring(0, end) : text;
    }

    private boolean comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw malformed("a comment has no end");
        }
        at = end + 2;
        return source.charAt(end - 1) == '-';
    }

    /// Reads words up to the closing mark; true if that asks to trim what follows.
    private boolean inside(char kind) {
        String close = kind == '{' ? "}}" : "%}";
        List<Word> words = new ArrayList<>();
        int depth = 0;
        while (true) {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                at++;
            }
            boolean trim = source.startsWith("-" + close, at);
            if (trim || (depth == 0 && source.startsWith(close, at))) {
                at += trim ? 3 : 2;
                pieces.add(new Piece(kind == '{' ? Kind.OUTPUT : Kind.TAG, "", words));
                return trim;
            }
            Word word = word();
            depth += word.is("{") ? 1 : 0;
            depth -= word.is("}") ? 1 : 0;
            words.add(word);
        }
    }

    private Word word() {
        if (at >= source.length()) {
            throw malformed("a '{{' or '{%' has no end");
        }
        char first = source.charAt(at);
        if (first == '\'' || first == '"') {
            return literal(first);
        }
        int start = at;
        if (Character.isLetterOrDigit(first) || first == '_') {
            while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
                at++;
            }
        } else {
            at += at + 2 <= source.length() && PAIRS.contains(source.substring(at, at + 2)) ? 2 : 1;
        }
        return new Word(source.substring(start, at), false);
    }

    private Word literal(char quote) {
        StringBuilder text = new StringBuilder();
        for (at++; at < source.length(); at++) {
            char c = source.charAt(at);
            if (c == quote) {
                at++;
                return new Word(text.toString(), true);
            }
            if (c == '\\' && at + 1 < source.length()) {
                at++;
                char escaped = source.charAt(at);
                text.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            default -> escaped;
                        });
            } else {
                text.append(c);
            }
        }
        throw malformed("a text literal has no end");
    }

    static WorkbenchException malformed(String what) {
        return WorkbenchException.input(
                "llava.template",
                "the model's chat template cannot be used: " + what,
                "Give the literal prompt with --prompt instead of --text.");
    }
}
