package org.espalier.ui.boards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.format.Json;
import org.espalier.task.Label;
import org.espalier.ui.control.StageLine;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.BoardDiffStep;
import org.jspecify.annotations.Nullable;

/// What the project's runs say about a board: the last image, the last flashing, the last benchmark.
///
/// @param firmware result of the last `mcu firmware`
/// @param flash result of the last `board flash`
/// @param benchmark result of the last `board benchmark`
/// @param confusion what its pictures are and were taken for
/// @param comparison result of the last `board diff`
record BoardHistory(
        @Nullable JsonNode firmware,
        @Nullable JsonNode flash,
        @Nullable JsonNode benchmark,
        Confusion confusion,
        BoardDiffStep.@Nullable Result comparison) {

    private static final List<String> STAGES = List.of("connect", "erase", "write", "verify", "run");

    static BoardHistory read(RunStore store) {
        List<Run> done = store.list().reversed().stream()
                .filter(run -> run.status() == RunStatus.DONE)
                .toList();
        return new BoardHistory(
                last(done, "mcu firmware"),
                last(done, "board flash"),
                last(done, "board benchmark"),
                done.stream()
                        .filter(run -> run.record().step().equals("board benchmark"))
                        .findFirst()
                        .map(Confusion::read)
                        .orElse(Confusion.NONE),
                comparison(last(done, "board diff")));
    }

    private static @Nullable JsonNode last(List<Run> newestFirst, String step) {
        return newestFirst.stream()
                .filter(run -> run.record().step().equals(step))
                .map(Run::result)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    /// A result that can be read as one; null for none, or one of another version.
    private static BoardDiffStep.@Nullable Result comparison(@Nullable JsonNode last) {
        if (last == null || !last.path("schema").asText().equals(BoardDiffStep.Result.SCHEMA)) {
            return null;
        }
        try {
            return Json.mapper().treeToValue(last, BoardDiffStep.Result.class);
        } catch (JsonProcessingException e) {
            return null; // Written by hand, or cut short: it is compared again.
        }
    }

    /// The image in a sentence.
    String image() {
        JsonNode f = firmware;
        if (f == null) {
            return Words.of("boards.firmware.none");
        }
        return Words.of(
                "boards.firmware",
                f.path("network").asText(),
                Numbers.bytes(f.path("flash").path("used").asLong()),
                Numbers.bytes(f.path("sram").path("used").asLong()),
                f.path("sha256")
                        .asText()
                        .substring(0, Math.min(12, f.path("sha256").asText().length())));
    }

    /// Stages of the last flashing; all of them still to come if there was none.
    List<StageLine.Item> stages() {
        JsonNode last = flash;
        if (last == null) {
            return waiting();
        }
        List<StageLine.Item> items = new ArrayList<>();
        last.path("stages")
                .forEach(stage -> items.add(new StageLine.Item(
                        stageName(stage.path("stage").asText()),
                        StageLine.State.DONE,
                        stage.path("seconds").asDouble(),
                        stage.path("outcome").asText() + " "
                                + stage.path("detail").asText())));
        return items;
    }

    /// The stages of a flashing that has not begun.
    static List<StageLine.Item> waiting() {
        return STAGES.stream()
                .map(word -> new StageLine.Item(stageName(word), StageLine.State.WAITING, -1, ""))
                .toList();
    }

    /// The stages while the one called `current` runs.
    static List<StageLine.Item> running(String current) {
        int at = STAGES.indexOf(current);
        List<StageLine.Item> items = new ArrayList<>();
        for (int i = 0; i < STAGES.size(); i++) {
            StageLine.State state =
                    i < at ? StageLine.State.DONE : i == at ? StageLine.State.RUNNING : StageLine.State.WAITING;
            items.add(new StageLine.Item(stageName(STAGES.get(i)), state, -1, ""));
        }
        return items;
    }

    /// The stage a text of the form "Flashing B: erase" speaks of; null if it speaks of none.
    static @Nullable String stageIn(String text) {
        String last = text.substring(text.lastIndexOf(' ') + 1);
        return STAGES.contains(last) ? last : null;
    }

    private static String stageName(String word) {
        return Words.of("boards.stage." + word);
    }

    List<BoardsModel.Fact> facts() {
        JsonNode b = benchmark;
        if (b == null) {
            return List.of();
        }
        Label label = label(b.path("label").asText());
        Label time = label(b.path("labels").path("milliseconds").asText(label.word()));
        List<BoardsModel.Fact> facts = new ArrayList<>();
        facts.add(new BoardsModel.Fact(
                Words.of("boards.fact.accuracy"),
                Numbers.percentOf(b.path("accuracy").asDouble()),
                Words.count("boards.fact.pictures", b.path("samples").asLong()),
                label));
        facts.add(new BoardsModel.Fact(
                Words.of("boards.fact.agreement"),
                Numbers.percentOf(b.path("agreement").asDouble()),
                Words.of("boards.fact.reference"),
                label));
        if (b.path("instructionsPerInference").isNumber()) {
            facts.add(new BoardsModel.Fact(
                    Words.of("boards.fact.instructions"),
                    Numbers.shortCount(b.path("instructionsPerInference").asLong()),
                    Words.of("boards.fact.each"),
                    label));
        }
        facts.add(new BoardsModel.Fact(
                Words.of("boards.fact.time"),
                Numbers.with(Numbers.significant(b.path("milliseconds").asDouble()), "ms"),
                Words.of(
                        "boards.fact.clock",
                        Numbers.significant(b.path("coreHertz").asDouble() / 1e6)),
                time));
        facts.add(new BoardsModel.Fact(
                Words.of("boards.fact.arena"),
                Numbers.bytes(b.path("arenaHighWater").asLong()),
                Words.of(
                        "boards.fact.planned",
                        Numbers.bytes(b.path("arenaBytes").asLong())),
                label));
        facts.add(new BoardsModel.Fact(
                Words.of("boards.fact.stack"),
                Numbers.bytes(b.path("stackHighWater").asLong()),
                Words.of(
                        "boards.fact.planned",
                        Numbers.bytes(b.path("stackBytes").asLong())),
                label));
        return facts;
    }

    List<BoardsModel.Layer> layers() {
        List<BoardsModel.Layer> layers = new ArrayList<>();
        JsonNode b = benchmark;
        if (b != null) {
            b.path("layers")
                    .forEach(layer -> layers.add(new BoardsModel.Layer(
                            layer.path("name").asText(),
                            layer.path("share").asDouble() / 100,
                            layer.path("milliseconds").asDouble(),
                            layer.path("instructions").isNumber()
                                    ? layer.path("instructions").asLong()
                                    : null)));
        }
        return layers;
    }

    Label timeLabel() {
        JsonNode b = benchmark;
        return b == null
                ? Label.ESTIMATED
                : label(b.path("labels")
                        .path("milliseconds")
                        .asText(b.path("label").asText()));
    }

    private static Label label(String word) {
        for (Label label : Label.values()) {
            if (label.word().equals(word)) {
                return label;
            }
        }
        return Label.ESTIMATED;
    }
}
