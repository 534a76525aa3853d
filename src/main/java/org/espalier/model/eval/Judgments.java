package org.espalier.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// What a judge said about answers: imported, never made here.
///
/// @param judge its name: the user's, else what the file says, else [#UNNAMED]
/// @param date the day, ISO 8601: the user's, else the file's own
/// @param files where the judgments come from
/// @param reviews each question judged once per review
public record Judgments(String judge, String date, List<Path> files, List<Review> reviews) {

    /// Stands for a judge whom neither the file nor the user names.
    public static final String UNNAMED = "not named in the file";

    /// One pass over the questions.
    ///
    /// @param verdicts by question id
    /// @param rejected judgments without two readable numbers
    public record Review(SequencedMap<String, Verdict> verdicts, int rejected) {}

    /// One judgment.
    ///
    /// @param reference what the judge gave the answer it compares with; 1 where there is none
    /// @param score what it gave the model's answer
    /// @param category the kind of question, as far as the file says
    public record Verdict(double reference, double score, String category) {}

    /// The questions that were judged, in order, without their words and pictures.
    List<Question> questions() {
        return reviews.stream()
                .flatMap(review -> review.verdicts().keySet().stream())
                .distinct()
                .map(id -> new Question(id, "", null))
                .toList();
    }

    /// Reads reviews of LLaVA-Bench (one a file, lines with `question_id`, `category` and `content` or `tuple`), or
    /// grades of MM-Vet (`{"v1_0": {"model": […], "score": […]}}`, one review per run), plain or gzipped.
    ///
    /// @param judge the judge's name, or null for what the files say
    /// @param date the day of the judgment, or null for the files' own
    /// @throws WorkbenchException if a file is missing or malformed, or holds no judgments
    public static Judgments read(List<Path> paths, @Nullable String judge, @Nullable String date) {
        List<Review> reviews = new ArrayList<>();
        TreeSet<String> named = new TreeSet<>();
        for (Path path : paths) {
            RecordFile file = RecordFile.read(path);
            if (file.isObject() && !file.object().has("question_id")) {
                reviews.addAll(grades(file, named));
            } else {
                reviews.add(review(file));
            }
        }
        String who = judge != null ? judge : named.isEmpty() ? UNNAMED : String.join(", ", named);
        return new Judgments(who, date != null ? date : newest(paths), List.copyOf(paths), reviews);
    }

    private static Review review(RecordFile file) {
        SequencedMap<String, Verdict> verdicts = new LinkedHashMap<>();
        List<JsonNode> records = file.records();
        int rejected = 0;
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = records.get(i);
            String id = file.id(record, i, "question_id");
            if (!record.has("tuple") && !record.has("content")) {
                throw noJudgments(file);
            }
            Verdict verdict = verdict(record);
            if (verdict == null) {
                rejected++;
            } else if (verdicts.putIfAbsent(id, verdict) != null) {
                throw file.malformed("question " + id + " is judged twice; name one file per review");
            }
        }
        return new Review(verdicts, rejected);
    }

    /// The two numbers of the judgment's first line, else its tuple. The published script averages failures in as -1.
    private static @Nullable Verdict verdict(JsonNode record) {
        String category = record.path("category").asText("").replaceFirst("^llava_bench_", "");
        String content = record.path("content").asText("");
        String[] numbers =
                content.lines().findFirst().orElse("").replace(',', ' ').strip().split("\\s+", -1);
        double first = numbers.length == 2 ? number(numbers[0]) : -1;
        double second = numbers.length == 2 ? number(numbers[1]) : -1;
        if (first < 0 || second < 0) {
            first = record.path("tuple").path(0).asDouble(-1);
            second = record.path("tuple").path(1).asDouble(-1);
        }
        boolean readable = first > 0 && second >= 0 && first <= 10 && second <= 10;
        return readable ? new Verdict(first, second, category) : null;
    }

    private static double number(String text) {
        return text.matches("\\d{1,3}(\\.\\d{1,6})?") ? Double.parseDouble(text) : -1;
    }

    private static List<Review> grades(RecordFile file, TreeSet<String> named) {
        List<SequencedMap<String, Verdict>> runs = new ArrayList<>();
        file.object().properties().forEach(entry -> {
            JsonNode scores = entry.getValue().path("score");
            if (!scores.isArray()) {
                throw noJudgments(file);
            }
            entry.getValue().path("model").forEach(model -> named.add(model.asText()));
            for (int run = 0; run < scores.size(); run++) {
                double score = scores.get(run).asDouble(-1);
                if (score < 0 || score > 1) {
                    throw file.malformed("question " + entry.getKey() + " has the score " + scores.get(run)
                            + ", not one from 0 to 1");
                }
                if (run == runs.size()) {
                    runs.add(new LinkedHashMap<>());
                }
                runs.get(run).put(entry.getKey(), new Verdict(1, score, ""));
            }
        });
        if (runs.isEmpty()) {
            throw noJudgments(file);
        }
        return runs.stream().map(verdicts -> new Review(verdicts, 0)).toList();
    }

    private static WorkbenchException noJudgments(RecordFile file) {
        return WorkbenchException.input(
                "evaluate.judgments",
                file.file() + " holds no judgments",
                "This benchmark's answers have to be read by a judge first: let it, and name its file here.");
    }

    private static String newest(List<Path> paths) {
        LocalDate newest = LocalDate.EPOCH;
        for (Path path : paths) {
            try {
                LocalDate day =
                        LocalDate.ofInstant(Files.getLastModifiedTime(path).toInstant(), ZoneOffset.UTC);
                newest = day.isAfter(newest) ? day : newest;
            } catch (IOException e) {
                throw WorkbenchException.input(
                        "format.unreadable", path + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
            }
        }
        return newest.toString();
    }
}
