package org.espalier.ui.boards;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.espalier.workbench.run.Run;

/// What each picture of a benchmark is and what the board took it for.
///
/// @param classes in alphabetical order
/// @param pictures every one that was run
record Confusion(List<String> classes, List<Picture> pictures) {

    /// No pictures.
    static final Confusion NONE = new Confusion(List.of(), List.of());

    Confusion {
        classes = List.copyOf(classes);
        pictures = List.copyOf(pictures);
    }

    /// A picture with its class and the answer.
    record Picture(Path file, String is, String answer) {}

    /// Reads the events of a benchmark's run.
    static Confusion read(Run run) {
        String data = run.record().parameters().path("data").asText("");
        Path folder = data.startsWith("file:") ? Path.of(URI.create(data)) : Path.of(data);
        TreeSet<String> classes = new TreeSet<>();
        List<Picture> pictures = new ArrayList<>();
        for (JsonNode event : run.events()) {
            if (event.path("event").asText().equals("picture")
                    && event.path("class").isTextual()
                    && event.path("answer").isTextual()) {
                String is = event.path("class").asText();
                String answer = event.path("answer").asText();
                classes.add(is);
                classes.add(answer);
                pictures.add(new Picture(folder.resolve(event.path("name").asText()), is, answer));
            }
        }
        return new Confusion(List.copyOf(classes), pictures);
    }

    /// The pictures of one class that got one answer.
    List<Picture> at(String is, String answer) {
        return pictures.stream()
                .filter(p -> p.is().equals(is) && p.answer().equals(answer))
                .toList();
    }

    /// How many pictures there are of a class.
    long of(String is) {
        return pictures.stream().filter(p -> p.is().equals(is)).count();
    }
}
