package org.espalier.format.dataset;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.espalier.Untrusted;

/// Whatever an archive of pictures holds, its names stay inside and its files unpack or are refused.
class DataSetFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void listsOrRefusesAnyZipFile(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("zip"), "data.zip", bytes);
        Untrusted.read(() -> {
            try (FileTree tree = FileTree.open(file)) {
                for (String name : tree.names()) {
                    if (name.startsWith("/") || ("/" + name + "/").contains("/../")) {
                        throw new AssertionError("a name leads outside: " + name);
                    }
                    Untrusted.read(() -> tree.read(name));
                }
            }
        });
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyListOfQuestions(byte[] bytes) {
        Path folder = Untrusted.folder("questions");
        Untrusted.file(Untrusted.folder("questions/test"), "questions.json", bytes);
        Untrusted.read(() -> {
            try (EasyVqa data = EasyVqa.open(folder)) {
                for (EasyVqa.Question question : data.questions(Split.TEST)) {
                    Untrusted.read(() -> data.image(Split.TEST, question.image()));
                }
            }
        });
    }
}
