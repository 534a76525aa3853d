package org.espalier.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// MM-Vet: open questions that need several capabilities at once; a judge grades each answer from 0 to 1. Parts are the
/// six capabilities and then their combinations, as the benchmark's own evaluator reports them.
final class MmVet extends FolderBenchmark<MmVet.Item> implements Benchmark.Judged {

    private static final List<String> CAPABILITIES = List.of("rec", "ocr", "know", "gen", "spat", "math");

    /// A question and the capabilities it takes.
    record Item(Question question, List<String> capabilities) {}

    private MmVet(@Nullable DataFolder data, List<Item> items) {
        super(data, items, Item::question);
    }

    /// Opens `mm-vet.json`.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is missing or malformed
    static MmVet open(Path folder) {
        DataFolder data = DataFolder.open(folder);
        RecordFile file =
                RecordFile.read(data.questions("mm-vet\\.json").orElseThrow(() -> data.lacks("MM-Vet", "mm-vet.json")));
        List<Item> items = new ArrayList<>();
        file.object().properties().forEach(entry -> {
            JsonNode item = entry.getValue();
            if (!item.path("question").isTextual() || !item.path("imagename").isTextual()) {
                throw file.malformed("item " + entry.getKey() + " has no 'question' or no 'imagename'");
            }
            TreeSet<String> capabilities = new TreeSet<>(
                    java.util.Comparator.comparingInt(MmVet::rank).thenComparing(java.util.Comparator.naturalOrder()));
            item.path("capability").forEach(capability -> capabilities.add(capability.asText()));
            Question question = new Question(
                    entry.getKey(),
                    item.path("question").textValue(),
                    item.path("imagename").textValue());
            items.add(new Item(question, List.copyOf(capabilities)));
        });
        return new MmVet(data, items);
    }

    /// The questions that judgments name, where the benchmark's own file is not at hand; without capabilities.
    static MmVet of(Judgments judgments) {
        return new MmVet(
                null,
                judgments.questions().stream()
                        .map(question -> new Item(question, List.of()))
                        .toList());
    }

    private static int rank(String capability) {
        int rank = CAPABILITIES.indexOf(capability);
        return rank < 0 ? CAPABILITIES.size() : rank;
    }

    @Override
    public int longestAnswer() {
        return 1024;
    }

    @Override
    public JudgedScore score(List<Question> asked, Judgments judgments) {
        return JudgedScore.of(asked, judgments, (question, _) -> parts(question));
    }

    private List<String> parts(Question question) {
        List<String> parts = new ArrayList<>(item(question).capabilities());
        if (parts.size() > 1) {
            parts.add(String.join("_", parts));
        }
        return parts;
    }

    /// `{"v1_0": "…"}`
    @Override
    public Export export(List<Question> asked, Map<String, String> answers, String model) {
        SequencedMap<String, String> document = new LinkedHashMap<>();
        asked.forEach(question -> document.put(question.id(), answers.getOrDefault(question.id(), "")));
        return new Export.Document(document);
    }
}
