package org.espalier.model.llava.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {

    private static final String LLAVA = "{% for message in messages %}{% if message['role'] != 'system' %}"
            + "{{ message['role'].upper() + ': '}}{% endif %}"
            + "{# Render all images first #}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}"
            + "{{ '<image>\\n' }}{% endfor %}{# Render all text next #}{% if message['role'] != 'assistant' %}"
            + "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}"
            + "{{ content['text'] + ' '}}{% endfor %}{% else %}{% for content in message['content'] "
            + "| selectattr('type', 'equalto', 'text') %}{% generation %}{{ content['text'] + ' '}}{% endgeneration %}"
            + "{% endfor %}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}";

    private static final String LLAMA_2 = "{% if messages[0]['role'] == 'system' %}"
            + "{% set loop_messages = messages[1:] %}{% else %}{% set loop_messages = messages %}{% endif %}"
            + "{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
            + "{{ raise_exception('roles must alternate') }}{% endif %}{% if message['role'] == 'user' %}"
            + "{{ bos_token + '[INST] ' + message['content'].strip() + ' [/INST]' }}{% endif %}{% endfor %}";

    @TempDir
    Path folder;

    private String render(String template, String question, int pictures) throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), template);
        return ChatTemplate.open(folder).render(question, pictures);
    }

    @Test
    void withoutATemplateTheQuestionStandsAsInLlava15() {
        ChatTemplate template = ChatTemplate.open(folder);
        assertEquals("USER: <image>\nwhat is it? ASSISTANT:", template.render("what is it?", 1));
        assertEquals("USER: what is it? ASSISTANT:", template.render("what is it?", 0));
    }

    @Test
    void understandsThePublishedTemplateOfLlava15() throws IOException {
        String plain = LLAVA.replace("{% generation %}", "").replace("{% endgeneration %}", "");
        assertEquals("USER: <image>\n<image>\nwhy? ASSISTANT:", render(plain, "why?", 2));
    }

    @Test
    void understandsGenerationMarks() throws IOException {
        assertEquals("USER: <image>\nwhy? ASSISTANT:", render(LLAVA, "why?", 1));
    }

    @Test
    void understandsATemplateWhoseContentIsText() throws IOException {
        Json.write(folder.resolve("tokenizer_config.json"), Map.of("bos_token", "<s>", "chat_template", LLAMA_2));
        assertEquals(
                "<s>[INST] <image>\nwhy? [/INST]", ChatTemplate.open(folder).render("why?", 1));
    }

    @Test
    void takesTheTemplateNamedDefaultAmongSeveral() throws IOException {
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"chat_template\":[{\"name\":\"tool_use\",\"template\":\"T\"},"
                        + "{\"name\":\"default\",\"template\":\"D {{ messages[0].content }}\"}]}");
        assertEquals("D why?", ChatTemplate.open(folder).render("why?", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 999999999999999999 * 999999999999999999 }}",
                "{% set n = namespace() %}{% set n.a = n %}{{ n }}",
                "{% set n = namespace(t='xxxxxxxx') %}{% for i in range(60) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
                "{% set n = namespace(t='xxxxxxxx') %}{% for i in range(60) %}{% set n.t = n.t + n.t %}{% endfor %}",
                "{% set n = namespace(t=[1]) %}{% for i in range(60) %}{% set n.t = n.t + n.t %}{% endfor %}",
                "{% set n = namespace(t='xxxxxxxx') %}{% for i in range(60) %}"
                        + "{% set n.t = n.t.replace('x', n.t) %}{% endfor %}",
                "{% set n = namespace(t='xxxxxxxx') %}{% for i in range(60) %}"
                        + "{% set n.t = n.t | replace('x', n.t) %}{% endfor %}",
                "{% set n = namespace(t='xxxxxxxx') %}{% for i in range(60) %}"
                        + "{% set n.t = [n.t, n.t, n.t] | join(n.t) %}{% endfor %}",
                "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}"
                        + "{% endfor %}{% endfor %}{% endfor %}"
            })
    void aTemplateThatGrowsWithoutEndIsRefused(String template) {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> render(template, "why?", 0));
        assertEquals("llava.template", e.code());
    }

    @Test
    void linesThatHoldOnlyATagVanish() throws IOException {
        String template =
                "{% for m in messages %}\n  {% if true %}\n[{{ m['role'] }}]\n  {% endif %}\n{% endfor %}\nend\n";
        assertEquals("[user]\nend", render(template, "x", 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            {{ 'a' if 1 > 2 else 'b' }} @ b
            {{ ('x' ~ 3) * 1 if false else 2 + 3 * 4 }} @ 14
            {{ [1, 2, 3][-1] }}{{ 'abc'[1:] }} @ 3bc
            {{ ' x ' | trim }}{{ missing | default('d') }} @ xd
            {{ missing is defined }} {{ none is none }} @ False True
            {{ 'b' in 'abc' and 'z' not in ['y'] }} @ True
            {% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }} @ 6
            {% for i in [] %}x{% else %}none{% endfor %} @ none
            {% for i in [1,2,3] if i != 2 %}{{ i }}{{ ',' if not loop.last }}{% endfor %} @ 1,3
            {{- 'a' -}}   {{ 'b' }} @ ab
            {{ messages | map(attribute='role') | join('-') }} @ user
            {{ messages[0].get('absent', 'q') }}{{ "it's" | tojson }} @ q"it's"
            """)
    void evaluatesAsJinjaDoes(String template, String expected) throws IOException {
        assertEquals(expected, render(template, "q", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% if x %}",
                "{{ 'open }}",
                "{{ a b }}",
                "{% macro m() %}{% endmacro %}",
                "{% endfor %}",
                "{{ nothing() }}",
                "{{ 'a' | nofilter }}",
                "{{ raise_exception('no system role') }}",
                "{{ 1 // 0 }}",
                "{{ 'a' + 1 }}",
                "{# open",
                "{{"
            })
    void refusesWhatItCannotUse(String template) {
        WorkbenchException refusal = assertThrows(WorkbenchException.class, () -> render(template, "q", 0));
        assertEquals("llava.template", refusal.code());
        assertTrue(refusal.remedy().contains("--prompt"), refusal.remedy());
    }

    @Test
    void deepNestingAndEndlessOutputAreRefused() {
        String deep = "(".repeat(5000) + "1" + ")".repeat(5000);
        assertThrows(WorkbenchException.class, () -> render("{{ " + deep + " }}", "q", 0));
        assertThrows(
                WorkbenchException.class, () -> render("{{ " + "not ".repeat(3) + "-".repeat(9000) + "1 }}", "q", 0));
        String loops = "{% for a in range(90000) %}".repeat(3) + "x" + "{% endfor %}".repeat(3);
        assertThrows(WorkbenchException.class, () -> render(loops, "q", 0));
    }
}
