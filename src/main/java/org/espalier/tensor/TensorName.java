package org.espalier.tensor;

/// A tensor's name as it stands in a message.
public final class TensorName {

    private static final int LONGEST = 120;

    private TensorName() {}

    /// The name in single quotes; control characters and stray surrogates escaped, the middle of a long one left out.
    public static String quoted(String name) {
        StringBuilder out = new StringBuilder("'");
        if (name.length() <= LONGEST) {
            append(out, name);
        } else {
            append(out, name.substring(0, LONGEST / 2));
            out.append("...");
            append(out, name.substring(name.length() - LONGEST / 2));
        }
        return out.append('\'').toString();
    }

    private static void append(StringBuilder out, String part) {
        for (int i = 0; i < part.length(); ) {
            int c = part.codePointAt(i);
            boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            if (Character.isISOControl(c) || surrogate || c == 0x2028 || c == 0x2029) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
    }
}
