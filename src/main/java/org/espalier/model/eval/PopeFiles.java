package org.espalier.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads POPE's questions. LLaVA's file numbers them through all three sets and writes "imange" for "image" before a
/// vowel; its random set is an older, smaller one. So a question meets its label by set, picture and words, not by
/// place.
final class PopeFiles {

    /// In the order of the papers.
    static final List<String> SETS = List.of("popular", "adversarial", "random");

    private static final String ASK = "\nAnswer the question using a single word or phrase.";
    private static final Map<String, Long> OFFSETS =
            Map.of("adversarial", 0L, "random", 10_000_000L, "popular", 20_000_000L);

    /// What makes a question the same in two files.
    private record Key(String set, String image, String text) {}

    private PopeFiles() {}

    static List<Pope.Item> read(DataFolder data) {
        Map<Key, Boolean> labels = new HashMap<>();
        List<Pope.Item> labelled = new ArrayList<>();
        Map<String, Path> files = new LinkedHashMap<>();
        for (String set : SETS) {
            file(data, set).ifPresent(file -> files.put(set, file));
        }
        files.forEach((set, file) -> labelled.addAll(set(RecordFile.read(file), set, files.size() > 1, labels)));
        if (labelled.isEmpty()) {
            throw data.lacks("POPE", "coco_pope_popular.json, coco_pope_adversarial.json or coco_pope_random.json");
        }
        Optional<Path> llava = data.find("llava_pope_test\\.jsonl");
        return llava.isPresent() ? llava(RecordFile.read(llava.get()), labels) : labelled;
    }

    /// The file of a set; where the user chose one file, only that.
    private static Optional<Path> file(DataFolder data, String set) {
        String name = ".*pope_" + set + "\\.jsonl?";
        Path chosen = data.chosen();
        return chosen == null
                ? data.find(name)
                : Optional.of(chosen)
                        .filter(file -> String.valueOf(file.getFileName()).matches(name + "(\\.gz)?"));
    }

    private static List<Pope.Item> set(RecordFile file, String set, boolean several, Map<Key, Boolean> labels) {
        List<Pope.Item> items = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<JsonNode> records = file.records();
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = records.get(i);
            String image = file.text(record, i, "image");
            String text = file.text(record, i, "text");
            String label = file.text(record, i, "label");
            if (!label.equals("yes") && !label.equals("no")) {
                throw file.malformed("record " + (i + 1) + " has the label '" + label + "', not yes or no");
            }
            String id = file.id(record, i, "question_id");
            if (several && record.path("question_id").isIntegralNumber()) {
                id = Long.toString(record.path("question_id").longValue() + OFFSETS.getOrDefault(set, 0L));
            } else if (several) {
                id = set + "-" + id;
            }
            if (!ids.add(id)) {
                throw file.malformed("question " + id + " is there twice");
            }
            labels.put(new Key(set, image, plain(text)), label.equals("yes"));
            items.add(new Pope.Item(new Question(id, text + ASK, image), set, label.equals("yes")));
        }
        return items;
    }

    private static List<Pope.Item> llava(RecordFile file, Map<Key, Boolean> labels) {
        List<Pope.Item> items = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<JsonNode> records = file.records();
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = records.get(i);
            String id = file.id(record, i, "question_id");
            String text = file.text(record, i, "text");
            String image = file.text(record, i, "image");
            String set = file.text(record, i, "category");
            if (!ids.add(id)) {
                throw file.malformed("question " + id + " is there twice");
            }
            Boolean yes = labels.get(new Key(set, image, plain(text)));
            if (yes != null) {
                items.add(new Pope.Item(new Question(id, text, image), set, yes));
            }
        }
        if (items.isEmpty()) {
            throw file.malformed("none of its questions has a label in the label files beside it");
        }
        return items;
    }

    /// A question without what LLaVA adds and misspells.
    static String plain(String text) {
        int line = text.indexOf('\n');
        return (line < 0 ? text : text.substring(0, line)).strip().replace("imange", "image");
    }
}
