package org.espalier.model.eval;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// POPE: is an object in the picture, yes or no? Three sets of questions that differ in the objects that are not there:
/// popular ones, adversarial ones (often seen beside what is there) and random ones.
final class Pope extends FolderBenchmark<Pope.Item> implements Benchmark.Scored {

    /// A question with its set and its right answer.
    record Item(Question question, String set, boolean yes) {}

    private Pope(DataFolder data, List<Item> items) {
        super(data, items, Item::question);
    }

    /// Opens `coco_pope_popular.json`, `…_adversarial.json`, `…_random.json`, as many as there are, and LLaVA's
    /// `llava_pope_test.jsonl` where it is there.
    ///
    /// @throws org.espalier.task.WorkbenchException if no set of questions is there, or one is malformed
    static Pope open(Path folder) {
        DataFolder data = DataFolder.open(folder);
        return new Pope(data, PopeFiles.read(data));
    }

    @Override
    public int longestAnswer() {
        return 128;
    }

    @Override
    public boolean scorable() {
        return true;
    }

    @Override
    public Score score(List<Question> asked, Map<String, String> answers, Rules rules) {
        SequencedMap<String, YesNoTally> sets = new LinkedHashMap<>();
        Share all = new Share();
        int missing = 0;
        int failed = 0;
        for (Question question : asked) {
            Item item = item(question);
            String text = answers.get(question.id());
            YesNoAnswer answer = text == null ? YesNoAnswer.NEITHER : YesNoAnswer.of(text, rules);
            missing += text == null ? 1 : 0;
            failed += text != null && answer == YesNoAnswer.NEITHER ? 1 : 0;
            // What is neither is wrong: it counts as the opposite of the right answer.
            boolean yes = answer == YesNoAnswer.NEITHER ? !item.yes() : answer == YesNoAnswer.YES;
            all.add(yes == item.yes());
            sets.computeIfAbsent(item.set(), _ -> new YesNoTally()).add(yes, item.yes());
        }
        SequencedMap<String, Part> parts = new LinkedHashMap<>();
        for (String set : PopeFiles.SETS) {
            YesNoTally tally = sets.get(set);
            if (tally != null) {
                parts.put(set, tally.part());
            }
        }
        return new Score(asked.size(), all.percent(), parts, missing, failed);
    }

    /// Lines that LLaVA's script reads (`text`) and POPE's own (`answer`).
    @Override
    public Export export(List<Question> asked, Map<String, String> answers, String model) {
        return new Export.Lines(asked.stream()
                .map(question -> {
                    String answer = answers.getOrDefault(question.id(), "");
                    Map<String, Object> line = Export.line(question, answer, model);
                    line.put("category", item(question).set());
                    line.put("question", PopeFiles.plain(question.text()));
                    line.put("answer", answer);
                    return line;
                })
                .toList());
    }
}
