package org.espalier.model.llava.chat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.espalier.Untrusted;

/// Whatever a template says, it ends soon, in a prompt or a message.
class ChatTemplateFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void rendersOrRefusesAnyTemplate(byte[] bytes) {
        Path folder = Untrusted.folder("template");
        byte[] text = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        Untrusted.file(folder, "chat_template.jinja", text);
        Untrusted.read(() -> ChatTemplate.open(folder).render("what color is the shape?", 2));
    }
}
