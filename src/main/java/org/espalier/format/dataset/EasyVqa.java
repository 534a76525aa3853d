package org.espalier.format.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.format.image.Images;
import org.espalier.format.image.RgbImage;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// The easy-VQA data set: questions about drawn shapes, with one word as the answer; official training and
/// test parts.
public final class EasyVqa implements AutoCloseable {

    /// One question.
    ///
    /// @param image the picture's name within its split: "762.png"
    public record Question(String image, String text, String answer) {}

    private final FileTree files;
    private final String root;

    private EasyVqa(FileTree files, String root) {
        this.files = files;
        this.root = root;
    }

    /// Opens the folder or zip file that holds `train/questions.json` or `test/questions.json` at any
    /// depth, or a folder that holds such a zip file.
    ///
    /// @throws WorkbenchException if there is none
    public static EasyVqa open(Path dir) {
        EasyVqa found = in(dir);
        if (found != null) {
            return found;
        }
        for (Path zip : FileTree.zips(dir)) {
            found = in(zip);
            if (found != null) {
                return found;
            }
        }
        throw WorkbenchException.input(
                "format.dataset.easy-vqa",
                dir + ": there is no easy-VQA data set (no test/questions.json and no train/questions.json)",
                "Name the folder 'data' of a copy of the easy-VQA repository, or its zip file.");
    }

    private static @Nullable EasyVqa in(Path path) {
        FileTree files = FileTree.open(path);
        List<String> lists = files.names().stream()
                .filter(n -> n.matches("(.*/)?(train|test)/questions\\.json"))
                .sorted(Comparator.comparingInt(String::length))
                .toList();
        if (lists.isEmpty()) {
            files.close();
            return null;
        }
        return new EasyVqa(files, lists.getFirst().replaceFirst("(train|test)/questions\\.json$", ""));
    }

    /// The questions of a split in their official order; none if the split is not there (there is no
    /// official validation part).
    ///
    /// @throws WorkbenchException if the list is malformed
    public List<Question> questions(Split split) {
        String name = root + split.word() + "/questions.json";
        if (!files.names().contains(name)) {
            return List.of();
        }
        JsonNode list;
        try {
            list = Json.mapper().readTree(files.read(name));
        } catch (JsonProcessingException e) {
            throw malformed(name, "not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw malformed(name, "not readable: " + e.getMessage());
        }
        if (!list.isArray()) {
            throw malformed(name, "not a list of questions");
        }
        List<Question> questions = new ArrayList<>(list.size());
        for (JsonNode q : list) {
            if (q.size() != 3
                    || !q.path(0).isTextual()
                    || !q.path(1).isTextual()
                    || !q.path(2).isInt()) {
                throw malformed(name, "question " + questions.size() + " is not [text, answer, number of the picture]");
            }
            questions.add(new Question(
                    q.path(2).intValue() + ".png",
                    q.path(0).textValue(),
                    q.path(1).textValue()));
        }
        return questions;
    }

    /// The picture of a question.
    ///
    /// @throws WorkbenchException if it is missing or broken
    public RgbImage image(Split split, String image) {
        String name = root + split.word() + "/images/" + image;
        return Images.read(files.read(name), files.where(name));
    }

    private WorkbenchException malformed(String name, String what) {
        return WorkbenchException.input(
                "format.dataset.malformed", files.where(name) + ": " + what, "Download the data set again.");
    }

    @Override
    public void close() {
        files.close();
    }
}
