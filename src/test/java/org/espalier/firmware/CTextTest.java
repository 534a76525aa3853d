package org.espalier.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CTextTest {

    @Example
    void ordinaryNamesStayReadable() {
        assertEquals("blocks_0_fc1", CText.identifier("blocks.0.fc1"));
        assertEquals("\"T-Shirt\"", CText.literal("T-Shirt"));
        assertEquals("\"a\\042\\134\\077\\077/\\303\\274\"", CText.literal("a\"\\??/ü"));
        assertEquals("a * / b", CText.comment("a */ b"));
    }

    /// Reads a literal of printable characters and three-digit octal escapes, as a C compiler would.
    private static byte[] read(String literal) {
        var out = new java.io.ByteArrayOutputStream();
        for (int i = 1; i < literal.length() - 1; i++) {
            char c = literal.charAt(i);
            if (c == '\\') {
                out.write(Integer.parseInt(literal.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                assertTrue(c >= ' ' && c <= '~' && c != '"' && c != '?', literal);
                out.write(c);
            }
        }
        return out.toByteArray();
    }

    @Property(tries = 300, seed = "1")
    void literalsHoldTheNamesBytes(@ForAll String name) {
        byte[] expected = name.getBytes(StandardCharsets.UTF_8);
        org.junit.jupiter.api.Assertions.assertArrayEquals(expected, read(CText.literal(name)));
    }

    @Property(tries = 300, seed = "1")
    void commentsAndIdentifiersCannotEscape(@ForAll String name) {
        String comment = CText.comment(name + "*/" + name);
        assertFalse(comment.contains("*/") || comment.contains("\n"), comment);
        assertTrue(CText.identifier(name).matches("[a-zA-Z0-9_]*"));
    }
}
