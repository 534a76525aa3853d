package org.espalier.compress.prune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Reads calibration files: JSON lines `{"question_id", "image"?, "text" | "prompt", "answer"?}`.
public final class CalibrationFile {

    /// What a line looks like, for messages.
    public static final String FORMAT =
            "{\"question_id\":1,\"image\":\"0.png\",\"text\":\"what color is the shape?\",\"answer\":\"red\"}";

    private static final int LONGEST_LINE = 1 << 20;
    private static final int MOST_LINES = 1_000_000;

    private final Path file;
    private final Path images;
    private final List<CalibrationSample> samples = new ArrayList<>();

    private CalibrationFile(Path file, Path images) {
        this.file = file;
        this.images = images;
    }

    /// Reads a file and takes `count` of its samples: the first ones with seed 0, others drawn at random but in
    /// the file's order with any other seed; all if there are fewer.
    ///
    /// @param images the folder that pictures are named in
    /// @throws WorkbenchException if the file is missing or a line is malformed; the message has its number
    public static List<CalibrationSample> read(Path file, Path images, int count, long seed) {
        CalibrationFile reader = new CalibrationFile(file, images);
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            reader.readLines(lines, seed == 0 ? count : Integer.MAX_VALUE);
        } catch (NoSuchFileException e) {
            throw WorkbenchException.input(
                    "prune.calibration.missing", file + ": no such file", "Check --calibration.", e);
        } catch (CharacterCodingException e) {
            throw WorkbenchException.input(
                    "prune.calibration.malformed", file + ": not UTF-8 text", "Write JSON lines: " + FORMAT, e);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "prune.calibration.unreadable",
                    file + ": cannot be read: " + e.getMessage(),
                    "Check its rights.",
                    e);
        }
        List<CalibrationSample> chosen = choose(reader.samples, count, seed);
        if (chosen.isEmpty()) {
            throw WorkbenchException.input(
                    "prune.calibration.empty", file + ": no samples", "Write JSON lines: " + FORMAT);
        }
        chosen.forEach(reader::checkImage);
        return chosen;
    }

    private static List<CalibrationSample> choose(List<CalibrationSample> all, int count, long seed) {
        if (all.size() <= count) {
            return List.copyOf(all);
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            places.add(i);
        }
        if (seed != 0) {
            Collections.shuffle(places, new Random(seed));
        }
        return places.subList(0, count).stream().sorted().map(all::get).toList();
    }

    private void readLines(BufferedReader lines, int most) throws IOException {
        StringBuilder line = new StringBuilder();
        int number = 1;
        int c = 0;
        while (c >= 0 && samples.size() < most) {
            c = lines.read();
            if (c >= 0 && c != '\n') {
                line.append((char) c);
                if (line.length() > LONGEST_LINE) {
                    throw malformed(number, "longer than " + LONGEST_LINE + " characters");
                }
                continue;
            }
            String text = line.toString().strip();
            if (!text.isEmpty()) {
                samples.add(sample(number, number == 1 && text.charAt(0) == '\uFEFF' ? text.substring(1) : text));
            }
            if (number++ == MOST_LINES && c >= 0) {
                throw malformed(number, "more than " + MOST_LINES + " lines");
            }
            line.setLength(0);
        }
    }

    private CalibrationSample sample(int number, String line) {
        JsonNode node;
        try {
            node = Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw malformed(number, "not valid JSON: " + e.getOriginalMessage());
        }
        if (!node.isObject()) {
            throw malformed(number, "not a JSON object");
        }
        JsonNode id = node.path("question_id");
        if (!id.isMissingNode() && !id.isTextual() && !id.isIntegralNumber()) {
            throw malformed(number, "\"question_id\" is neither a text nor a whole number");
        }
        String question = text(number, node, "text");
        String prompt = text(number, node, "prompt");
        if ((question == null) == (prompt == null)) {
            throw malformed(
                    number, question == null ? "no \"text\" and no \"prompt\"" : "both \"text\" and \"prompt\"");
        }
        String image = text(number, node, "image");
        return new CalibrationSample(
                number,
                id.isMissingNode() ? String.valueOf(number) : id.asText(),
                image == null ? null : inside(number, image),
                prompt == null ? String.valueOf(question) : prompt,
                prompt != null,
                text(number, node, "answer"));
    }

    private @Nullable String text(int number, JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw malformed(number, "\"" + key + "\" is not a text");
        }
        return value.textValue();
    }

    private Path inside(int number, String image) {
        Path folder = images.toAbsolutePath().normalize();
        try {
            Path path = folder.resolve(image).normalize();
            if (!image.isBlank() && path.startsWith(folder) && !path.equals(folder)) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw malformed(number, "\"image\" is no file name: " + e.getReason());
        }
        throw malformed(number, "\"image\" is '" + image + "', which is not inside " + images);
    }

    private void checkImage(CalibrationSample sample) {
        Path image = sample.image();
        if (image != null && !Files.isRegularFile(image)) {
            throw WorkbenchException.input(
                    "prune.calibration.image",
                    file + " line " + sample.line() + ": there is no picture " + image,
                    "Name the pictures' folder with --images.");
        }
    }

    private WorkbenchException malformed(int number, String what) {
        return WorkbenchException.input(
                "prune.calibration.malformed",
                file + " line " + number + ": " + what,
                "Write one JSON object a line: " + FORMAT);
    }
}
