package org.espalier.firmware;

import java.nio.charset.StandardCharsets;

/// Names and strings of a network as C accepts them, whatever they hold.
final class CText {

    private CText() {}

    /// An identifier that resembles a name: "blocks.0.fc1" becomes "blocks_0_fc1".
    static String identifier(String name) {
        return name.replaceAll("[^a-zA-Z0-9]", "_");
    }

    /// A string literal with the name's UTF-8 bytes.
    static String literal(String name) {
        var text = new StringBuilder("\"");
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?';
            if (plain) {
                text.append(c);
            } else {
                text.append('\\').append((char) ('0' + (c >> 6)));
                text.append((char) ('0' + (c >> 3 & 7))).append((char) ('0' + (c & 7)));
            }
        }
        return text.append('"').toString();
    }

    /// A name inside a comment: printable ASCII that cannot end it.
    static String comment(String name) {
        return name.replaceAll("[^ -~]", "?").replace("*/", "* /").replace("/*", "/ *");
    }
}
