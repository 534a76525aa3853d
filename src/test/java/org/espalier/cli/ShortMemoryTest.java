package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A command in a Java process that may not have the memory it needs.
class ShortMemoryTest {

    @TempDir
    Path folder;

    @Test
    void tooLittleMemoryIsOneMessageThatSaysHowToGiveMore() throws Exception {
        List<String> words = new ArrayList<>(ChildCommand.words(List.of(
                "model",
                "logits",
                "assets/llava-easy-vqa",
                "--text",
                "what shape is in the image?",
                "--image",
                "assets/data/easy-vqa/test/images/0.png")));
        words.add(1, "-XX:MaxDirectMemorySize=300k");
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(said.toFile())
                .start();
        assertTrue(process.waitFor(3, TimeUnit.MINUTES));
        String text = Files.readString(said);
        assertEquals(Terminal.TOOL, process.exitValue(), text);
        assertTrue(text.contains("Java has not enough memory") && text.contains("-Xmx"), text);
        assertFalse(text.contains("\tat "), text);
    }
}
