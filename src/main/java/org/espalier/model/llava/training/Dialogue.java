package org.espalier.model.llava.training;

/// How a question and its answer are written down: LLaVA-1.5's template without a system sentence.
final class Dialogue {

    /// The template for one question, as a Jinja chat template's output reads.
    static final String PROMPT = "USER: <image>\n%s ASSISTANT:";

    /// The same as a Jinja chat template over messages in LLaVA's form.
    static final String TEMPLATE = "{% for message in messages %}"
            + "{% if message['role'] == 'user' %}{{ 'USER: ' }}{% else %}{{ 'ASSISTANT: ' }}{% endif %}"
            + "{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
            + "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] + ' ' }}"
            + "{% endfor %}{% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}";

    private static final String OPENING = "USER: ";
    private static final String ANSWER_FOLLOWS = " ASSISTANT:";

    private Dialogue() {}

    /// What stands before the picture, the begin token included.
    static int[] opening(Vocabulary words) {
        int[] text = words.encode(OPENING);
        int[] ids = new int[text.length + 1];
        ids[0] = Vocabulary.BEGIN;
        System.arraycopy(text, 0, ids, 1, text.length);
        return ids;
    }

    /// What follows the picture up to the answer.
    static int[] question(Vocabulary words, String question) {
        return words.encode(question + ANSWER_FOLLOWS);
    }

    /// The answer and the end token.
    static int[] answer(Vocabulary words, String answer) {
        int[] text = words.encode(answer);
        int[] ids = java.util.Arrays.copyOf(text, text.length + 1);
        ids[text.length] = Vocabulary.END;
        return ids;
    }
}
