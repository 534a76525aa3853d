package org.espalier.model.eval;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes answers of visual question answering comparable, as the VQA challenge's evaluation does: lower case, no
/// punctuation, no articles, numbers as digits, apostrophes put back.
final class VqaText {

    private static final int COUNT_FROM_A_FLAG = 32;
    private static final String PUNCTUATION = ";/[]\"{}()=+\\_-><@`,?!";
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");
    private static final List<String> NUMBERS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
    private static final Pattern PERIOD_WITHOUT_DIGIT_BEHIND = Pattern.compile("\\.(?!\\d)");
    private static final Pattern PERIOD_WITHOUT_DIGITS = Pattern.compile("(?<!\\d)\\.|\\.(?!\\d)");
    private static final Pattern COMMA_IN_NUMBER = Pattern.compile("(?<=\\d),+(?=\\d)");
    private static final Map<String, String> CONTRACTIONS = contractions();

    private VqaText() {}

    /// The comparable form of an answer; the same for the annotators' answers.
    static String normal(String answer, Rules rules) {
        String text = answer.toLowerCase(Locale.ROOT);
        boolean commasFirst = rules.keep(Quirk.VIZWIZ_COMMAS_FIRST);
        if (commasFirst) {
            text = text.replace(",", "").replace("?", "");
        }
        text = text.replace("'s", " 's")
                .strip()
                .replace('\n', ' ')
                .replace('\t', ' ')
                .strip();
        return words(periods(punctuation(text, rules), rules), rules);
    }

    private static String punctuation(String text, Rules rules) {
        boolean number = COMMA_IN_NUMBER.matcher(text).find();
        if (!rules.keep(Quirk.VIZWIZ_PUNCTUATION_BY_TEXT)) {
            String plain = COMMA_IN_NUMBER.matcher(text).replaceAll("");
            StringBuilder result = new StringBuilder(plain.length());
            plain.codePoints().forEach(c -> result.appendCodePoint(PUNCTUATION.indexOf(c) >= 0 ? ' ' : c));
            return result.toString();
        }
        String result = text;
        for (int i = 0; i < PUNCTUATION.length(); i++) {
            String mark = PUNCTUATION.substring(i, i + 1);
            boolean beside = text.contains(mark + " ") || text.contains(" " + mark);
            result = result.replace(mark, beside || number ? "" : " ");
        }
        return result;
    }

    private static String periods(String text, Rules rules) {
        Pattern which = rules.keep(Quirk.VIZWIZ_PERIOD) ? PERIOD_WITHOUT_DIGIT_BEHIND : PERIOD_WITHOUT_DIGITS;
        int left = rules.keep(Quirk.VIZWIZ_32_PERIODS) ? COUNT_FROM_A_FLAG : Integer.MAX_VALUE;
        Matcher matcher = which.matcher(text);
        StringBuilder result = new StringBuilder();
        while (left > 0 && matcher.find()) {
            matcher.appendReplacement(result, "");
            left--;
        }
        return matcher.appendTail(result).toString();
    }

    private static String words(String text, Rules rules) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split("\\s+", -1)) {
            int number = NUMBERS.indexOf(word);
            String said = number >= 0 ? Integer.toString(number) : word;
            if (word.equals("none") && rules.keep(Quirk.VIZWIZ_NONE_IS_ZERO)) {
                said = "0";
            }
            if (!ARTICLES.contains(said) && !said.isEmpty()) {
                words.add(CONTRACTIONS.getOrDefault(said, said));
            }
        }
        return String.join(" ", words);
    }

    /// The challenge's table: each line of `contractions.txt` is a form and what it stands for.
    private static Map<String, String> contractions() {
        try (InputStream in = Objects.requireNonNull(VqaText.class.getResourceAsStream("contractions.txt"))) {
            Map<String, String> table = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int gap = line.indexOf(' ');
                table.put(line.substring(0, gap), line.substring(gap + 1));
            });
            return Map.copyOf(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
