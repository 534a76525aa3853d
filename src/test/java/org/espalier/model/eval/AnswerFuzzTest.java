package org.espalier.model.eval;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.List;
import org.espalier.Untrusted;

/// Whatever a file of answers or judgments holds, plain or packed, it is read or refused.
class AnswerFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyAnswers(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("answers"), "answers.jsonl", bytes);
        Untrusted.read(() -> AnswerFile.read(file));
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyJudgments(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("answers"), "judgments.jsonl", bytes);
        Untrusted.read(() -> Judgments.read(List.of(file), null, null).questions());
    }
}
