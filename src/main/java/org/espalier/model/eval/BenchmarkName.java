package org.espalier.model.eval;

import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// The benchmarks there are.
public enum BenchmarkName implements Worded {
    /// Drawn shapes, one word per answer.
    EASY_VQA,
    /// School questions of several choices.
    SCIENCEQA,
    /// Blind people's questions about their photographs.
    VIZWIZ,
    /// Open questions that a judge grades.
    MM_VET,
    /// Open questions that a judge compares with a reference answer.
    LLAVA_BENCH,
    /// Is an object there, yes or no?
    POPE;

    /// The name as users write it: "mm-vet".
    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether its answers need a judge.
    public boolean judged() {
        return this == MM_VET || this == LLAVA_BENCH;
    }

    /// Opens its data.
    ///
    /// @throws WorkbenchException if they are missing or malformed
    public Benchmark open(Path data) {
        return switch (this) {
            case EASY_VQA -> EasyVqaQuestions.open(data);
            case SCIENCEQA -> ScienceQa.open(data);
            case VIZWIZ -> VizWiz.open(data);
            case MM_VET -> MmVet.open(data);
            case LLAVA_BENCH -> LlavaBench.open(data);
            case POPE -> Pope.open(data);
        };
    }

    /// The questions that judgments name, for a judged benchmark whose data are not at hand.
    public Benchmark.Judged of(Judgments judgments) {
        return this == MM_VET ? MmVet.of(judgments) : LlavaBench.of(judgments);
    }

    /// The benchmark of a name.
    ///
    /// @throws WorkbenchException if there is none
    public static BenchmarkName parse(String word) {
        return Worded.parse(values(), word, "evaluate.benchmark", "there is no benchmark '" + word + "'");
    }
}
