package org.espalier.ui.chart;

import java.util.ArrayList;
import java.util.List;

/// Runs of steps whose names begin alike: "block 0 norm1", "block 0 attention" are both of "block 0".
final class StepGroups {

    /// Steps `first` to `last`.
    record Group(String name, int first, int last) {}

    private StepGroups() {}

    static List<Group> of(List<String> steps) {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            String name = stem(steps.get(i));
            if (!groups.isEmpty() && groups.getLast().name().equals(name)) {
                Group last = groups.removeLast();
                groups.add(new Group(name, last.first(), i));
            } else {
                groups.add(new Group(name, i, i));
            }
        }
        return groups;
    }

    /// What a name says within its group: "blocks.0.qkv3" is "qkv3" there.
    static String within(String name) {
        return name.replaceFirst("^[A-Za-z]+[ .]\\d+[ .]", "");
    }

    /// The first word, with the number after it if there is one.
    private static String stem(String name) {
        String[] words = name.split("[ .]+", 3);
        return words.length > 1 && words[1].matches("\\d+") ? words[0] + " " + words[1] : words[0];
    }
}
